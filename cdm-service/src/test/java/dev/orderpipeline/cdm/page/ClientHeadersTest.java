package dev.orderpipeline.cdm.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;

class ClientHeadersTest {

    private final MockHttpServletRequest request = new MockHttpServletRequest();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip                          | true",
                "'gzip, deflate, br, zstd'     | true",
                "'br;q=1.0, gzip;q=0.8, *;q=0.1' | true",
                "'deflate,gzip; q=1'           | true",
                "gzip;q=0                      | false",
                "'gzip;q=0.0, br'              | false",
                "xgzip                         | false",
                "identity                      | false"
            })
    void gzipIsAccepted(String header, boolean accepted) {
        request.addHeader("Accept-Encoding", header);

        assertThat(ClientHeaders.of(request).acceptsGzip()).isEqualTo(accepted);
    }

    @Test
    void withoutHeadersNothingIsAcceptedOrKnown() {
        assertThat(ClientHeaders.of(request).acceptsGzip()).isFalse();
        assertThat(ClientHeaders.of(request).has("\"a\"")).isFalse();
    }

    @Test
    void entityTagsAreComparedWeakly() {
        request.addHeader("If-None-Match", "\"a\", W/\"b\"");

        assertThat(ClientHeaders.of(request).has("W/\"a\"")).isTrue();
        assertThat(ClientHeaders.of(request).has("\"b\"")).isTrue();
        assertThat(ClientHeaders.of(request).has("\"c\"")).isFalse();
    }

    @Test
    void asteriskIsEveryEntityTag() {
        request.addHeader("If-None-Match", "*");

        assertThat(ClientHeaders.of(request).has("\"a\"")).isTrue();
    }
}
