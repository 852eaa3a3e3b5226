package dev.orderpipeline.cdm;

import dev.orderpipeline.common.PipelineService;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Counts each user's closed orders by product and by category, and sends each counter that an order touches. */
@SpringBootApplication
public class CdmApplication {

    public static void main(String[] args) {
        PipelineService.run(CdmApplication.class, args);
    }
}
