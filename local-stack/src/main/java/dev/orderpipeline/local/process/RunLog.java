package dev.orderpipeline.local.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A log file, to which one run of a program after the other appends. */
public final class RunLog {

    private static final int TAIL_LINES = 15;

    private final Path file;
    private final long start;

    /** Of a run that is about to start; what earlier ones have left in the file is kept. */
    public RunLog(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        this.file = file;
        this.start = Files.exists(file) ? Files.size(file) : 0;
    }

    public Path file() {
        return file;
    }

    /** The last lines of this run; empty if there are none. */
    public String tail() {
        try {
            byte[] log = Files.readAllBytes(file);
            int from = (int) Math.min(start, log.length);
            List<String> lines = new String(log, from, log.length - from, StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "";
        }
    }
}
