package dev.orderpipeline.common.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderpipeline.common.tls.InvalidPemException.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class RenewedTlsTest {

    private static final Duration DAY = Duration.ofDays(1);

    private Optional<TlsMaterial> files = Optional.of(validUntil(Instant.now().plus(DAY)));
    private final RenewedTls tls = new RenewedTls(
            () -> files.orElseThrow(() -> new InvalidPemException(Fault.PAIR, "the key in a is not that of b")));

    @Test
    void renewedFilesAreUsedByTheNextConnection(CapturedOutput output) {
        TlsMaterial first = tls.present();
        files = Optional.of(validUntil(Instant.now().plus(DAY)));

        assertThat(tls.present()).isEqualTo(files.orElseThrow()).isNotEqualTo(first);
        assertThat(warnings(output)).isEmpty();
    }

    @Test
    void materialBeforeInvalidFilesStaysInUse(CapturedOutput output) {
        TlsMaterial first = tls.present();
        files = Optional.empty();

        assertThat(tls.present()).isSameAs(first);
        assertThat(tls.present()).isSameAs(first);
        assertThat(warnings(output)).singleElement().asString().contains("the key in a is not that of b");
        files = Optional.of(validUntil(Instant.now().plus(DAY)));
        assertThat(tls.present()).isNotEqualTo(first);
    }

    @Test
    void expiredCertificateIsReportedOnce(CapturedOutput output) {
        Instant end = Instant.parse("2024-02-29T10:00:00Z");
        files = Optional.of(validUntil(end));

        tls.present();
        tls.present();

        assertThat(warnings(output))
                .singleElement()
                .asString()
                .contains("The client certificate of CN=loader has expired, at 2024-02-29T10:00:00Z: renew it");
    }

    @Test
    void filesThatWereNeverValidAreAFailure() {
        files = Optional.empty();

        assertThatThrownBy(tls::present)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the key in a is not that of b");
    }

    private static List<String> warnings(CapturedOutput output) {
        return output.getAll()
                .lines()
                .filter(line -> line.contains("WARN") && line.contains("RenewedTls"))
                .toList();
    }

    private static TlsMaterial validUntil(Instant end) {
        HeldCertificate held = new HeldCertificate.Builder()
                .commonName("loader")
                .validityInterval(end.minus(DAY.multipliedBy(2)).toEpochMilli(), end.toEpochMilli())
                .build();
        return new TlsMaterial(
                List.of(), Optional.of(new ClientKey(held.keyPair().getPrivate(), List.of(held.certificate()))));
    }
}
