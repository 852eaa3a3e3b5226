package dev.orderpipeline.common.config;

import java.nio.file.Path;
import java.util.Optional;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * All that a service is told by its environment variables, checked.
 *
 * @param serverPort where HTTP is served
 */
public record PipelineSettings(
        LoopSettings loop, KafkaSettings kafka, PostgresSettings postgres, RedisSettings redis, int serverPort) {

    /**
     * Reads and checks every variable.
     *
     * @throws InvalidSettingsException naming every variable that is wrong or missing, and what it should be
     */
    public static PipelineSettings read(ConfigurableEnvironment environment, ServiceDescription service) {
        SettingsReader reader = new SettingsReader(environment.getPropertySources());
        Optional<Path> certificate = reader.certificates("CERTIFICATE_PATH");
        PipelineSettings settings = new PipelineSettings(
                LoopSettings.read(reader),
                KafkaSettings.read(reader, service, certificate),
                PostgresSettings.read(reader, certificate),
                RedisSettings.read(reader, certificate),
                reader.port("SERVER_PORT", 5000));
        reader.throwIfInvalid();
        return settings;
    }
}
