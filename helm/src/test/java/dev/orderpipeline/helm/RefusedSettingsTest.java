package dev.orderpipeline.helm;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever makes a mistake is told which, before anything is installed. */
class RefusedSettingsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "replicaCout=2                                     | replicaCout",
                "replicaCount=two                                  | replicaCount",
                "replicaCount=-1                                   | replicaCount",
                "config.PG_HOTS=db                                 | PG_HOTS",
                "config.PG_PASSWORD=secret                         | PG_PASSWORD",
                "secrets.PG_PASWORD=secret                         | PG_PASWORD",
                "config.KAFKA_HOST=kafka:9092                      | KAFKA_HOST",
                "config.KAFKA_BOOTSTRAP_SERVERS=kafka              | KAFKA_BOOTSTRAP_SERVERS",
                "config.BATCH_SIZE=0                               | BATCH_SIZE",
                "config.BATCH_SIZE=many                            | BATCH_SIZE",
                "config.KAFKA_CREATE_TOPICS=yes                    | KAFKA_CREATE_TOPICS",
                "config.KAFKA_SECURITY_PROTOCOL=SASL               | KAFKA_SECURITY_PROTOCOL",
                "config.PG_SSLMODE=full                            | PG_SSLMODE",
                "config.JOB_INTERVAL=1h                            | JOB_INTERVAL",
                "image.pullPolicy=Sometimes                        | pullPolicy",
                "image.digest=latest                               | digest",
                "containerPort=70000                               | containerPort",
                "terminationGracePeriodSeconds=10                  | terminationGracePeriodSeconds",
                "autoscaling.enabled=perhaps                       | autoscaling",
                "probes.liveness.pathh=/health                     | pathh",
                "service.type=ExternalName                         | service",
            })
    void aServiceNamesTheSetting(String setting, String named) {
        assertThatThrownBy(() -> new Chart("stg-service").render(setting)).hasMessageContaining(named);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "globl.config.PG_USER=u                 | globl",
                "global.confg.PG_USER=u                 | confg",
                "global.config.PG_USR=u                 | PG_USR",
                "stg-servce.replicaCount=2              | stg-servce",
                "stg-service.replicaCout=2              | replicaCout",
                "cdm-service.config.BATCH_SIZE=0        | BATCH_SIZE",
            })
    void theWholePipelineNamesTheSetting(String setting, String named) {
        assertThatThrownBy(() -> Chart.PIPELINE.render(setting)).hasMessageContaining(named);
    }
}
