package dev.orderpipeline.quickstart.service;

import java.nio.charset.StandardCharsets;
import org.apache.commons.io.function.Uncheck;
import org.springframework.core.io.ClassPathResource;

/** SQL in files beside the classes that run it. */
public final class SqlFile {

    private SqlFile() {}

    /** @param name of a file in the package of the class */
    public static String read(Class<?> beside, String name) {
        return Uncheck.get(() -> new ClassPathResource(name, beside).getContentAsString(StandardCharsets.UTF_8));
    }
}
