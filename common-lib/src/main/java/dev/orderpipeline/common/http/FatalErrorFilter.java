package dev.orderpipeline.common.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Passes on what a request fails with: an error that never passes would fail every probe from now on, in a process that
 * nothing but a failed probe ends.
 */
public final class FatalErrorFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private final transient Consumer<Throwable> fatalErrors;

    /** @param fatalErrors gets every failure, and ends the process if that never passes */
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
