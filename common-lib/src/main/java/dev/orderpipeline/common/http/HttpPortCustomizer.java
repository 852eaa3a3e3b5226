package dev.orderpipeline.common.http;

import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/**
 * Keeps the web server responsive to probes, whatever other clients do. Each of them can hold a connection, of which there
 * are enough ({@link HttpPort}), but no thread: requests have no body, a connection serves one request, and a response either
 * fits into the socket's buffer or is written without waiting for its reader. The timeouts are among the defaults,
 * {@code server.tomcat.…}.
 */
public final class HttpPortCustomizer implements WebServerFactoryCustomizer<TomcatWebServerFactory> {

    @Override
    public void customize(TomcatWebServerFactory factory) {
        factory.setProtocol(HttpPort.class.getName());
        factory.addEngineValves(new BodyRejection());
    }
}
