package dev.orderpipeline.cdm;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Counts each user's closed orders by product and by category, and produces the counters that changed. */
@SpringBootApplication
public class CdmApplication {

    public static void main(String[] args) {
        SpringApplication.run(CdmApplication.class, args);
    }
}
