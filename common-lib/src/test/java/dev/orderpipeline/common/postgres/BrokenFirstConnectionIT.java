package dev.orderpipeline.common.postgres;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.local.postgres.LocalPostgres;
import dev.orderpipeline.testing.SharedStack;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** The server fails while the pool reads the properties of its first connection. */
class BrokenFirstConnectionIT {

    private static final String QUESTION = "SHOW TRANSACTION ISOLATION LEVEL";
    private static final int BUFFER_BYTES = 8_192;

    private final LocalPostgres postgres = SharedStack.get().postgres();
    private final AtomicBoolean cut = new AtomicBoolean();

    @Test
    void poolRecoversFromBrokenFirstConnection() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
                Workspace workspace = Workspace.create(SharedStack.get());
                HikariDataSource dataSource =
                        TestPostgres.connect(postgres.host() + ":" + listener.getLocalPort(), workspace, "test", 1)) {
            inBackground(() -> relay(listener));

            await().atMost(Duration.ofMinutes(3)).ignoreExceptions().until(() -> new JdbcTemplate(dataSource)
                    .queryForObject("SELECT TRUE", Boolean.class));

            assertThat(cut).isTrue();
        }
    }

    private void relay(ServerSocket listener) throws IOException {
        while (true) {
            Socket client = listener.accept();
            Socket server = new Socket(postgres.host(), postgres.port());
            inBackground(() -> pass(server, client));
            inBackground(() -> pass(client, server));
        }
    }

    /** Forwards bytes until one side closes, or the pool's query arrives for the first time. */
    private void pass(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            InputStream input = from.getInputStream();
            OutputStream output = to.getOutputStream();
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
                if (new String(buffer, 0, count, US_ASCII).contains(QUESTION) && !cut.getAndSet(true)) {
                    return;
                }
                output.write(buffer, 0, count);
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void inBackground(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // One side has ended, or the test has.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
