package dev.orderpipeline.cdm.page;

import dev.orderpipeline.common.http.NonBlockingResponses;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The marts page, its files, and the API. None of the web server's threads reads a table or waits for a client.
 */
final class PageServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    /** The first one is the root alone. */
    static final String[] MAPPINGS = {"", "/assets/*", "/api/*"};

    /** The page loads nothing from elsewhere, and nothing in it runs but its own files. */
    private static final Map<String, String> SECURITY_HEADERS = Map.of(
            "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self';"
                            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options", "nosniff",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Resource-Policy", "same-origin");

    /** All of them share the content in memory. */
    private static final int MAX_SLOW_READERS = 128;

    private final transient Api api;
    private final transient NonBlockingResponses files;
    private transient volatile @Nullable Assets assets;

    /** @param fatalErrors handles failures, and ends the process after a fatal one */
    PageServlet(Api api, Consumer<Throwable> fatalErrors) {
        this.api = api;
        files = new NonBlockingResponses("files", 1, MAX_SLOW_READERS, Replies::busy, fatalErrors);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
        SECURITY_HEADERS.forEach(response::setHeader);
        try {
            if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
                throw ProblemException.methodNotAllowed();
            }
            respond(request);
        } catch (ProblemException e) {
            files.respond(request, Replies.problem(e));
        }
    }

    @Override
    public void destroy() {
        api.close();
        files.close();
    }

    private void respond(HttpServletRequest request) {
        String path = Objects.requireNonNullElse(request.getPathInfo(), "/");
        ClientHeaders client = ClientHeaders.of(request);
        switch (request.getServletPath()) {
            case "/assets" -> files.respond(request, assets().file(path, client));
            case "/api" -> {
                if (path.equals("/openapi.json")) {
                    files.respond(request, assets().description(client));
                } else {
                    api.respond(path, request);
                }
            }
            default -> files.respond(request, assets().page(client));
        }
    }

    /** Loaded on first use: compressing them would delay the start by some 50 ms. */
    private Assets assets() {
        Assets loaded = assets;
        if (loaded == null) {
            synchronized (this) {
                loaded = assets == null ? new Assets() : assets;
                assets = loaded;
            }
        }
        return loaded;
    }
}
