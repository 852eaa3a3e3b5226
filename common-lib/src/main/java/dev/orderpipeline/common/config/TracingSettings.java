package dev.orderpipeline.common.config;

import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * Settings of tracing.
 *
 * @param endpoint of an OTLP collector, over HTTP, without {@code /v1/traces}; empty if tracing is off
 * @param sampledShare of the traces that begin with this service, from 0 to 1; the others are sampled as they began
 */
public record TracingSettings(Optional<URI> endpoint, double sampledShare) {

    static final Set<String> VARIABLES = Set.of("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_TRACES_SAMPLER_ARG");

    private static final double DEFAULT_SHARE = 0.01;

    static TracingSettings read(SettingsReader reader) {
        return new TracingSettings(
                reader.httpUrl("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318"),
                reader.share("OTEL_TRACES_SAMPLER_ARG", DEFAULT_SHARE));
    }
}
