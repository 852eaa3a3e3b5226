package dev.orderpipeline.quickstart.check;

import dev.orderpipeline.quickstart.service.Installation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.apache.commons.io.FilenameUtils;
import org.apache.commons.io.function.Uncheck;

/** The questions of reports: SQL files in the folder {@code reporting}, whose parameters are variables of psql. */
public final class ReportQuestions {

    private final Path folder;

    public ReportQuestions(Installation installation) {
        this.folder = installation.root().resolve("reporting");
    }

    /** The names of all files, without the suffix, in alphabetical order. */
    public List<String> names() {
        return FileUtils.listFiles(folder.toFile(), new String[] {"sql"}, false).stream()
                .map(file -> FilenameUtils.getBaseName(file.getName()))
                .sorted()
                .toList();
    }

    /** The statement, its parameters written as {@code :name}, without the semicolon at the end. */
    public String sql(String name) {
        return text(name).replaceAll(":'(\\w+)'", ":$1").replaceAll(";\\s*$", "");
    }

    /** The file as it is. */
    public String text(String name) {
        return Uncheck.get(() -> Files.readString(folder.resolve(name + ".sql")));
    }
}
