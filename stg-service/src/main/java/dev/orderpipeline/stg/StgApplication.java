package dev.orderpipeline.stg;

import dev.orderpipeline.common.PipelineService;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Stores raw order events unchanged, enriches them with reference data and produces them. */
@SpringBootApplication
public class StgApplication {

    public static void main(String[] args) {
        PipelineService.run(StgApplication.class, args);
    }
}
