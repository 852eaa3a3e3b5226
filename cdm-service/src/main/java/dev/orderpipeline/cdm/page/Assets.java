package dev.orderpipeline.cdm.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.orderpipeline.common.http.Reply;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of the page, in memory, so that no reader's speed matters. The page refers to a folder that is named after their
 * content: caches may keep them for ever, and a new version of one gets a new address. While replicas are updated, the page of
 * one version may request its files from another, which responds with its own.
 */
final class Assets {

    private static final String CHARTS = "/META-INF/resources/webjars/chart.js/4.5.1/dist/chart.umd.min.js";
    private static final String SCRIPT = "text/javascript;charset=utf-8";

    private static final Pattern PATH = Pattern.compile("/(?<folder>[0-9a-f]{16})/(?<name>[^/]+)");

    private static final Map<String, String> TYPES = Map.of(
            "page.css", "text/css;charset=utf-8",
            "page.js", SCRIPT,
            "charts.js", SCRIPT,
            "format.js", SCRIPT,
            "chart.umd.min.js", SCRIPT,
            "icon.svg", "image/svg+xml");

    private final Map<String, Asset> assets = new TreeMap<>();
    private final String folder;
    private final Asset page;
    private final Asset description;

    private record Asset(String contentType, byte[] content, byte[] compressed, String entityTag) {

        static Asset of(String contentType, byte[] content) {
            return new Asset(contentType, content, Replies.gzip(content), Replies.entityTag(content));
        }

        Reply reply(String cacheControl, ClientHeaders client) {
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put("Cache-Control", cacheControl);
            headers.put("ETag", entityTag);
            headers.put("Vary", "Accept-Encoding");
            if (client.has(entityTag)) {
                return Replies.notModified(headers);
            }
            if (client.acceptsGzip()) {
                headers.put("Content-Encoding", "gzip");
            }
            return new Reply(
                    HttpServletResponse.SC_OK, contentType, headers, client.acceptsGzip() ? compressed : content);
        }
    }

    Assets() {
        TYPES.forEach((name, type) -> assets.put(name, Asset.of(type, read(resource(name)))));
        folder = Replies.digest(assets.values().stream().map(Asset::content).toArray(byte[][]::new));
        String html = new String(read("page.html"), UTF_8).replace("@assets@", "assets/" + folder);
        page = Asset.of("text/html;charset=utf-8", html.getBytes(UTF_8));
        description = Asset.of("application/json", read("openapi.json"));
    }

    Reply page(ClientHeaders client) {
        return page.reply("no-cache", client);
    }

    /** The description of the API. */
    Reply description(ClientHeaders client) {
        return description.reply("no-cache", client);
    }

    /**
     * @param path after {@code /assets}
     * @throws ProblemException if there is no such file
     */
    Reply file(String path, ClientHeaders client) {
        Matcher parts = PATH.matcher(path);
        Asset asset = parts.matches() ? assets.get(parts.group("name")) : null;
        if (asset == null) {
            throw ProblemException.notFound("no such file: reload the page");
        }
        boolean current = parts.group("folder").equals(folder);
        return asset.reply(current ? "public, max-age=31536000, immutable" : "no-store", client);
    }

    private static String resource(String name) {
        return CHARTS.endsWith("/" + name) ? CHARTS : name;
    }

    private static byte[] read(String resource) {
        try (InputStream content = Assets.class.getResourceAsStream(resource)) {
            return Objects.requireNonNull(content, resource).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
