package dev.orderpipeline.common.config;

import static org.assertj.core.api.Assertions.assertThat;

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
        "KAFKA_GROUP, KAFKA_CONSUMER_GROUP or KAFKA_GROUP_PROTOCOL",
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
    void misspelledNameIsReportedWithSuggestion(String name, String meant) {
        assertThat(UnknownVariables.warnings(Map.of(name, "hidden")))
                .containsExactly(
                        name + " is ignored: the services have no variable of this name; did you mean " + meant + "?");
    }

    @ParameterizedTest
    @CsvSource({
        "KAFKA_BROKERS, KAFKA_BOOTSTRAP_SERVERS",
        "KAFKA_BROKER_LIST, KAFKA_BOOTSTRAP_SERVERS",
        "KAFKA_URL, KAFKA_BOOTSTRAP_SERVERS",
        "KAFKA_ADDR, KAFKA_BOOTSTRAP_SERVERS",
        "BOOTSTRAP_SERVERS, KAFKA_BOOTSTRAP_SERVERS",
        "KAFKA_TOPIC, KAFKA_SOURCE_TOPIC or KAFKA_DESTINATION_TOPIC",
        "KAFKA_TOPICS, KAFKA_SOURCE_TOPIC or KAFKA_DESTINATION_TOPIC",
        "KAFKA_INPUT_TOPIC, KAFKA_SOURCE_TOPIC",
        "KAFKA_OUTPUT_TOPIC, KAFKA_DESTINATION_TOPIC",
        "SOURCE_TOPIC, KAFKA_SOURCE_TOPIC",
        "KAFKA_DEAD_LETTER_TOPIC, KAFKA_DLQ_TOPIC",
        "KAFKA_GROUP_ID, KAFKA_CONSUMER_GROUP",
        "KAFKA_SASL_USERNAME, KAFKA_CONSUMER_USERNAME or KAFKA_PRODUCER_USERNAME",
        "KAFKA_PASSWORD, KAFKA_CONSUMER_PASSWORD or KAFKA_PRODUCER_PASSWORD",
        "OAUTH_TOKEN_ENDPOINT_URI, KAFKA_OAUTH_TOKEN_URL",
        "KAFKA_SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL, KAFKA_OAUTH_TOKEN_URL",
        "KAFKA_OAUTH_CLIENT_ID, KAFKA_CONSUMER_OAUTH_CLIENT_ID or KAFKA_PRODUCER_OAUTH_CLIENT_ID",
        "OAUTH_CLIENT_SECRET, KAFKA_CONSUMER_OAUTH_CLIENT_SECRET or KAFKA_PRODUCER_OAUTH_CLIENT_SECRET",
        "OAUTH_SCOPE, KAFKA_OAUTH_SCOPE",
        "KAFKA_SSL_TRUSTSTORE_LOCATION, CERTIFICATE_PATH",
        "KAFKA_SSL_KEYSTORE_LOCATION, KAFKA_CLIENT_KEY_PATH",
        "PG_DATABASE, PG_DB_NAME",
        "PG_DB, PG_DB_NAME",
        "PG_DBNAME, PG_DB_NAME",
        "PG_SERVER, PG_HOST",
        "PGDATABASE, PG_DB_NAME",
        "POSTGRES_HOST, PG_HOST",
        "POSTGRES_DB, PG_DB_NAME",
        "POSTGRES_USER, PG_USER",
        "POSTGRESQL_PASSWORD, PG_PASSWORD",
        "DB_HOST, PG_HOST",
        "DB_PORT, PG_PORT",
        "DB_NAME, PG_DB_NAME",
        "db_user, PG_USER",
        "DB_PASSWORD, PG_PASSWORD",
        "DATABASE_URL, PG_HOST and PG_PORT and PG_DB_NAME",
        "PG_URL, PG_HOST and PG_PORT and PG_DB_NAME",
        "REDIS_URL, REDIS_HOST and REDIS_PORT",
        "REDIS_URI, REDIS_HOST and REDIS_PORT",
        "REDIS_TLS, REDIS_SSL",
        "REDIS_USER, REDIS_USERNAME",
        "REDIS_PASS, REDIS_PASSWORD",
        "REDIS_TLS_KEY_FILE, REDIS_CLIENT_KEY_PATH",
        "REDIS_SENTINEL_HOSTS, REDIS_SENTINELS",
        "REDIS_SENTINEL_MASTER, REDIS_MASTER_NAME",
        "REDIS_CLUSTER_NODES, REDIS_CLUSTER and REDIS_HOST",
        "REDIS_CLUSTER_ENABLED, REDIS_CLUSTER",
        "REDIS_DB, REDIS_DATABASE",
        "CERT_PATH, CERTIFICATE_PATH",
        "CERT_FILE, CERTIFICATE_PATH",
        "CA_CERT, CERTIFICATE_PATH",
        "CERTIFICATE, CERTIFICATE_PATH",
        "PG_SSLROOTCERT, CERTIFICATE_PATH",
        "PGSSLCERT, PG_CLIENT_CERTIFICATE_PATH",
        "PGSSLKEY, PG_CLIENT_KEY_PATH",
    })
    void otherProgramsNameIsReportedWithSuggestion(String name, String meant) {
        assertThat(UnknownVariables.warnings(Map.of(name, "hidden")))
                .containsExactly(
                        name + " is ignored: the services have no variable of this name; did you mean " + meant + "?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"KAFKA_CLIENT_RACK", "KAFKA_C", "REDIS_STREAMS", "PG_SCHEMA"})
    void unknownNameIsReportedByPrefix(String name) {
        assertThat(UnknownVariables.warnings(Map.of(name, "hidden")))
                .containsExactly(name + " is ignored: the services have no variable of this name");
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
                "POSTGRES_SERVICE_HOST=10.43.0.8",
                "POSTGRES_PORT=tcp://10.43.0.8:5432",
                "POSTGRES_PORT_5432_TCP_ADDR=10.43.0.8",
                "POSTGRES_INITDB_ARGS=--data-checksums",
                "DB_PORT=tcp://10.43.0.8:5432",
                "DB_SERVICE_PORT_POSTGRES=5432",
                "DATABASE_SERVICE_HOST=10.43.0.8",
                "CERT_MANAGER_SERVICE_HOST=10.43.0.9",
                "CERT_MANAGER_PORT=tcp://10.43.0.9:9402",
                "SSL_CERT_FILE=/etc/ssl/cert.pem",
                "SSL_CERT_DIR=/etc/ssl/certs",
                "CURL_CA_BUNDLE=/etc/ssl/cert.pem",
                "PATH=/bin",
                "SERVER_NAME=x",
                "KAFKA_HOST=a",
            })
    void variableOfPlatformIsNotReported(String variable) {
        assertThat(UnknownVariables.warnings(Map.of(variable.split("=")[0], variable.split("=")[1])))
                .isEmpty();
    }

    @Test
    void similarNameIsNotReportedIfSuggestionIsSet() {
        assertThat(UnknownVariables.warnings(
                        Map.of("PGHOST", "a", "POSTGRES_HOST", "a", "DB_URL", "a", "PG_HOST", "b")))
                .isEmpty();
    }
}
