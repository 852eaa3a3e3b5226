package dev.orderpipeline.testing.redis;

import static dev.orderpipeline.testing.Conditions.eventually;

import dev.orderpipeline.local.redis.LocalRedis;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/** One of several servers. */
public final class RedisNode extends LocalRedis {

    private final List<String> settings;

    RedisNode(Path directory, int port, String... settings) {
        super(directory, port);
        this.settings = List.of(settings);
    }

    @Override
    protected List<String> access() {
        List<String> all = new ArrayList<>(super.access());
        all.addAll(List.of("--repl-diskless-sync-delay", "0", "--repl-ping-replica-period", "1"));
        all.addAll(settings);
        return all;
    }

    /** Runs commands on a connection of their own. */
    public void run(Consumer<RedisCommands<String, String>> commands) {
        withConnection(connection -> commands.accept(connection.sync()));
    }

    <T> T query(Function<RedisCommands<String, String>, T> commands) {
        CompletableFuture<T> result = new CompletableFuture<>();
        run(connection -> result.complete(commands.apply(connection)));
        return result.join();
    }

    /** Sets every key to its value; returns when a replica has them. */
    void setReplicated(Map<String, String> values) {
        run(commands -> {
            values.forEach(commands::set);
            eventually().until(() -> commands.waitForReplication(1, 1_000) > 0);
        });
    }

    public boolean isReplica() {
        return query(commands -> commands.info("replication")).contains("role:slave");
    }

    /** Whether this is a replica that has the data of its primary. */
    boolean isSynchronizedReplica() {
        String replication = query(commands -> commands.info("replication"));
        return replication.contains("role:slave") && replication.contains("master_link_status:up");
    }

    String hostAndPort() {
        return host() + ":" + port();
    }
}
