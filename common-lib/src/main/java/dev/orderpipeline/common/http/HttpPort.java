package dev.orderpipeline.common.http;

import org.apache.coyote.http11.Http11NioProtocol;

/**
 * Tomcat's HTTP connector with a bound on open connections that never keeps a new one waiting. Tomcat's own bound,
 * {@code server.tomcat.max-connections}, accepts nothing more once idle or slow clients use it up; here the oldest of
 * them is closed.
 *
 * <p>Public, with a constructor without parameters, because Tomcat creates it by its name.
 */
public final class HttpPort extends Http11NioProtocol {

    public HttpPort() {
        super(new BoundedEndpoint());
    }
}
