package dev.orderpipeline.common.config;

import java.util.List;

/** The service can't start with its settings. */
public final class InvalidSettingsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    /** @param problems one line for each invalid variable: its name and the expected value; never a password */
    public InvalidSettingsException(List<String> problems) {
        super("Invalid or missing settings:\n  - " + String.join("\n  - ", problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
