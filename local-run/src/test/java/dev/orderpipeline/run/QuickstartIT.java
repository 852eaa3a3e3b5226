package dev.orderpipeline.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartIT {

    private static final int RUN_LIMIT_MINUTES = 15;

    @TempDir
    private Path folder;

    private MainJob job;

    @AfterEach
    void endJob() throws InterruptedException {
        job.process().destroy();
        job.process().waitFor(RUN_LIMIT_MINUTES, TimeUnit.MINUTES);
    }

    @Test
    void ordersPassThroughAndTheMartsAgree() throws InterruptedException {
        job = MainJob.start(folder, "--orders", "2000", "--exit");

        assertThat(job.process().waitFor(RUN_LIMIT_MINUTES, TimeUnit.MINUTES)).isTrue();
        assertThat(job.output())
                .contains("Top categories", "Top products", "Counters of ", "Rows per table", "Dead letters")
                .containsPattern("dds +h_order +2,000\\n")
                .containsPattern("stg-service +CONTRACT_VIOLATION +\\d")
                .contains("ok      The marts agree with the vault")
                .containsPattern("ok {6}The [1-9]\\d* poison records fed stand in the dead letters");
        assertThat(job.process().exitValue()).as(job.output()).isZero();
    }

    @Test
    void killedJobLeavesNoProcess() {
        job = MainJob.start(folder, "--orders", "1", "--data-dir", "data");
        await().atMost(Duration.ofMinutes(RUN_LIMIT_MINUTES))
                .until(() ->
                        job.output().contains("until Ctrl-C") || !job.process().isAlive());
        assertThat(job.process().isAlive()).as(job.output()).isTrue();
        List<ProcessHandle> started = Stream.concat(job.process().descendants(), processesOn("data"))
                .distinct()
                .toList();
        assertThat(started).hasSizeGreaterThanOrEqualTo(6);

        job.process().destroyForcibly();

        await().atMost(Duration.ofSeconds(30))
                .until(() -> Stream.concat(started.stream().filter(ProcessHandle::isAlive), processesOn("data"))
                        .findAny()
                        .isEmpty());
    }

    /** PostgreSQL's workers are started anew all the time; the data folder in their command line tells them. */
    private Stream<ProcessHandle> processesOn(String dataDirectory) {
        String path = folder.resolve(dataDirectory).toString();
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(path));
    }
}
