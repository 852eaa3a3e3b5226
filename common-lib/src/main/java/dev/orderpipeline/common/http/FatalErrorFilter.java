package dev.orderpipeline.common.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Reports the failures of requests: after a fatal error every probe would fail, and only a failed liveness probe would end
 * the process.
 */
public final class FatalErrorFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private final transient Consumer<Throwable> fatalErrors;

    /** @param fatalErrors handles every failure, and ends the process after a fatal one */
    public FatalErrorFilter(Consumer<Throwable> fatalErrors) {
        this.fatalErrors = fatalErrors;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        try {
            chain.doFilter(request, response);
        } catch (IOException | ServletException | RuntimeException | Error e) {
            fatalErrors.accept(e);
            throw e;
        }
    }
}
