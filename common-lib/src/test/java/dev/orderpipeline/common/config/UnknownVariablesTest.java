package dev.orderpipeline.common.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnknownVariablesTest {

    @ParameterizedTest
    @CsvSource({
        "KAFKA_CONSUMER_GRUOP, KAFKA_CONSUMER_GROUP",
        "KAFKA_BOOTSTRAP_SERVER, KAFKA_BOOTSTRAP_SERVERS",
        "KAFAK_HOST, KAFKA_HOST",
        "KAFKA_GROUP, KAFKA_CONSUMER_GROUP",
        "KAFKA_DEST_TOPIC, KAFKA_DESTINATION_TOPIC",
        "KAFKA_USERNAME, KAFKA_CONSUMER_USERNAME or KAFKA_PRODUCER_USERNAME",
        "PG_USERNAME, PG_USER",
        "PG_PASS, PG_PASSWORD",
        "PG_HOSTS, PG_HOST",
        "pg_host, PG_HOST",
        "REDIS_HSOT, REDIS_HOST",
        "CERTIFICATE_PAHT, CERTIFICATE_PATH",
        "BATCHSIZE, BATCH_SIZE",
        "JOB_INTERVALL, JOB_INTERVAL",
        "PGHOST, PG_HOST",
    })
    void misspelledNameIsFoundAndTheRightOneNamed(String name, String meant) {
        assertThat(UnknownVariables.warnings(Map.of(name, "hidden")))
                .containsExactly(
                        name + " is ignored: the services have no variable of this name; did you mean " + meant + "?");
    }

    @Test
    void nameThatIsLikeNoneIsFoundByItsBeginning() {
        assertThat(UnknownVariables.warnings(Map.of("REDIS_URL", "redis://:hidden@cache", "KAFKA_BROKERS", "a:9092")))
                .isEqualTo(List.of(
                        "KAFKA_BROKERS is ignored: the services have no variable of this name",
                        "REDIS_URL is ignored: the services have no variable of this name"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "KAFKA_SERVICE_HOST=10.43.0.7",
                "KAFKA_SERVICE_PORT=9092",
                "KAFKA_SERVICE_PORT_CLIENTS=9092",
                "KAFKA_PORT_9092_TCP=tcp://10.43.0.7:9092",
                "KAFKA_PORT_9092_TCP_ADDR=10.43.0.7",
                "KAFKA_PORT_9092_TCP_PROTO=tcp",
                "KAFKA_BROKERS_PORT=tcp://10.43.0.7:9092",
                "REDIS_PORT_6379_TCP_PORT=6379",
                "REDIS_MASTER_PORT=tcp://10.43.0.9:6379",
                "PG_SERVICE_HOST=10.43.0.8",
                "KAFKA_HOME=/opt/kafka",
                "KAFKA_OPTS=-Dx=y",
                "KAFKA_HEAP_OPTS=-Xmx1g",
                "KAFKA_VERSION=4.1.0",
                "PG_VERSION=17.5",
                "PG_MAJOR=17",
                "PG_SHA256=0",
                "REDIS_DOWNLOAD_URL=https://x",
                "REDIS_DOWNLOAD_SHA=0",
                "PGDATA=/data",
                "PATH=/bin",
                "SERVER_NAME=x",
                "KAFKA_HOST=a",
            })
    void whatOthersSetIsNoMisspelling(String variable) {
        assertThat(UnknownVariables.warnings(Map.of(variable.split("=")[0], variable.split("=")[1])))
                .isEmpty();
    }

    /** The variables of PostgreSQL's own tools, for instance. */
    @Test
    void nameLikeOneThatIsSetIsAnotherProgramsVariable() {
        assertThat(UnknownVariables.warnings(Map.of("PGHOST", "a", "PG_HOST", "b")))
                .isEmpty();
    }
}
