package dev.orderpipeline.dds;

import dev.orderpipeline.common.PipelineService;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Turns enriched orders into a Data Vault 2.0 and reports each order with its hub keys. */
@SpringBootApplication
public class DdsApplication {

    public static void main(String[] args) {
        PipelineService.run(DdsApplication.class, args);
    }
}
