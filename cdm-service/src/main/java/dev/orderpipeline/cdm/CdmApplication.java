package dev.orderpipeline.cdm;

import dev.orderpipeline.common.PipelineService;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Counts each user's closed orders by product and by category, and produces the counters that changed. */
@SpringBootApplication
public class CdmApplication {

    public static void main(String[] args) {
        PipelineService.run(CdmApplication.class, args);
    }
}
