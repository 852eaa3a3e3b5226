package dev.orderpipeline.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Invalid settings are rejected by name before anything is installed. */
class RejectedSettingsTest {

    /** The umbrella chart as a package. */
    private static Path packaged;

    @BeforeAll
    static void packagePipelineChart(@TempDir Path folder) throws IOException {
        new Helm(Chart.PIPELINE.folder()).packageIt().withDestination(folder).call();
        try (Stream<Path> packages = Files.list(folder)) {
            packaged = packages.findFirst().orElseThrow();
        }
    }

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
                "secrets.asFiles=perhaps                           | asFiles",
                "existingSecrets.PG_PASWORD.secret=loader          | PG_PASWORD",
                "existingSecrets.PG_PASSWORD.key=password          | secret",
                "existingSecrets.PG_PASSWORD.name=loader           | name",
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
                "fullnameOverride=1st                              | fullnameOverride",
                "namespaceOverride=a.b                             | namespaceOverride",
                "dnsPolicy=Cluster                                 | dnsPolicy",
                "dnsConfig.nameserver=10.0.0.1                     | nameserver",
                "config.CONCURRENCY=0                              | CONCURRENCY",
                "podDisruptionBudget.minAvailable=half             | minAvailable",
                "autoscaling.maxReplicas=0                         | maxReplicas",
                "autoscaling.behavior.scaledown=x                  | scaledown",
                "autoscaling.fallback.replicas=2                   | failureThreshold",
                "serviceMonitor.scrapeTimeout=soon                 | scrapeTimeout",
                "serviceMonitor.interval=30                        | interval",
                "serviceMonitor.interval=30s1m                     | interval",
                "serviceMonitor.interval=1.5m                      | interval",
                "serviceMonitor.interval=                          | interval",
                "serviceMonitor.honorLabel=true                    | honorLabel",
                "redrive.ttlSecondsAfterFinished=-1                | ttlSecondsAfterFinished",
                "extraObjects[0]=1                                 | extraObjects",
            })
    void serviceChartNamesTheSetting(String setting, String named) {
        assertThatThrownBy(() -> new Chart("stg-service").render(setting)).hasMessageContaining(named);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "podDisruptionBudget.enabled=true,podDisruptionBudget.minAvailable=1,podDisruptionBudget.maxUnavailable=0"
                        + "| minAvailable and podDisruptionBudget.maxUnavailable exclude each other",
                "minReadySeconds=600                    | progressDeadlineSeconds has to be larger than minReadySeconds",
                "autoscaling.enabled=true,autoscaling.minReplicas=3,autoscaling.maxReplicas=2"
                        + "| autoscaling.maxReplicas is 2, less than autoscaling.minReplicas: 3",
                "serviceMonitor.enabled=true,serviceMonitor.interval=30s,serviceMonitor.scrapeTimeout=1m"
                        + "| serviceMonitor.scrapeTimeout is 1m, longer than serviceMonitor.interval: 30s",
                "serviceMonitor.enabled=true,serviceMonitor.interval=1m30s,serviceMonitor.scrapeTimeout=1m31s"
                        + "| serviceMonitor.scrapeTimeout is 1m31s, longer than serviceMonitor.interval: 1m30s",
            })
    void contradictingSettingsAreNamed(String settings, String named) {
        assertThatThrownBy(() -> new Chart("stg-service").render(settings.split(",")))
                .hasMessageContaining(named);
    }

    @ParameterizedTest
    @CsvSource({"1m30s, 1m29s999ms", "1d, 24h", "1w, 6d23h", "1y, 52w", "500ms, ''"})
    void prometheusDurationsAreAccepted(String interval, String timeout) {
        assertThat(new Chart("stg-service")
                        .render(
                                "serviceMonitor.enabled=true",
                                "serviceMonitor.interval=" + interval,
                                "serviceMonitor.scrapeTimeout=" + timeout))
                .contains("interval: " + interval);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "globl.config.PG_USER=u                 | globl",
                "global.image.tag=1                     | tag",
                "global.certificate.secrt=u             | secrt",
                "global.dnsConfig.search=u              | search",
                "extraObject[0].kind=ConfigMap          | extraObject",
                "extraObjects[0]=1                      | extraObjects",
                "global.image.pullPolicy=Sometimes      | pullPolicy",
                "global.commonLabels.x[0]=u             | commonLabels",
                "global=u                               | global",
                "stg-service.enabled=perhaps            | enabled",
                "global.config.PG_USR=u                 | PG_USR",
                "stg-servce.replicaCount=2              | stg-servce",
                "stg-service.replicaCout=2              | replicaCout",
                "cdm-service.config.BATCH_SIZE=0        | BATCH_SIZE",
            })
    void pipelineChartNamesTheSetting(String setting, String named) {
        assertThatThrownBy(() -> Chart.PIPELINE.render(setting)).hasMessageContaining(named);
        assertThatThrownBy(() -> new Helm(packaged)
                        .template()
                        .withKubeVersion("1.31.0")
                        .set(setting.split("=")[0], setting.split("=")[1])
                        .call())
                .hasMessageContaining(named);
    }

    /** Helm passes the global settings of a parent chart to all its charts. */
    @Test
    void unknownGlobalNamesAreAccepted() {
        assertThat(Chart.PIPELINE.render("global.storageClass=fast")).isEqualTo(Chart.PIPELINE.render());
    }
}
