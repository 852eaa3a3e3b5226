package dev.orderpipeline.common.tracing;

import dev.orderpipeline.common.config.InvalidSettingsException;
import dev.orderpipeline.common.config.Timeouts;
import dev.orderpipeline.common.config.TracingSettings;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Exports spans by OTLP, in the background; spans that the collector does not take in time are dropped, never waited for.
 * OpenTelemetry's own variables ({@code OTEL_…}) hold as its specification has them, except that metrics and logs are not
 * exported.
 */
public final class OtlpTracing implements Tracing {

    private static final String INSTRUMENTATION = "dev.orderpipeline";

    private final OpenTelemetrySdk sdk;
    private final Tracer tracer;
    private final String consumerGroup;

    private OtlpTracing(OpenTelemetrySdk sdk, String consumerGroup) {
        this.sdk = sdk;
        this.tracer = sdk.getTracer(INSTRUMENTATION);
        this.consumerGroup = consumerGroup;
    }

    /**
     * Tracing as the settings have it.
     *
     * @param service the name of the service in its spans
     * @throws InvalidSettingsException if another variable of OpenTelemetry is invalid
     */
    public static Tracing create(TracingSettings settings, String service, String consumerGroup) {
        return settings.endpoint()
                .<Tracing>map(
                        endpoint -> new OtlpTracing(sdk(endpoint, settings.sampledShare(), service), consumerGroup))
                .orElse(OFF);
    }

    private static OpenTelemetrySdk sdk(URI endpoint, double sampledShare, String service) {
        try {
            return AutoConfiguredOpenTelemetrySdk.builder()
                    .disableShutdownHook()
                    .addPropertiesSupplier(() -> Map.of(
                            "otel.service.name", service,
                            "otel.exporter.otlp.protocol", "http/protobuf",
                            "otel.traces.sampler", "parentbased_traceidratio"))
                    .addPropertiesCustomizer(others -> Map.of(
                            "otel.exporter.otlp.endpoint", endpoint.toString(),
                            "otel.traces.sampler.arg", Double.toString(sampledShare),
                            "otel.propagators", "tracecontext",
                            "otel.metrics.exporter", "none",
                            "otel.logs.exporter", "none"))
                    .addSpanExporterCustomizer((exporter, properties) -> new ReportingExporter(exporter, endpoint))
                    .addSamplerCustomizer((configured, properties) -> new LinkSampler(configured))
                    .build()
                    .getOpenTelemetrySdk();
        } catch (ConfigurationException e) {
            throw new InvalidSettingsException(List.of("OTEL_…: " + e.getMessage()));
        }
    }

    @Override
    public BatchTrace begin(List<ConsumerRecord<byte[], byte[]>> records) {
        return new TracedBatch(tracer, consumerGroup, records);
    }

    @Override
    public void close() {
        sdk.shutdown().join(Timeouts.LAST_SPANS.toMillis(), TimeUnit.MILLISECONDS);
    }
}
