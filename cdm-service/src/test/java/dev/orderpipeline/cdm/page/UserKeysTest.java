package dev.orderpipeline.cdm.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class UserKeysTest {

    @Test
    void businessKeyIsHashedAsInTheVault() {
        assertThat(UserKeys.of("626a81ce9a8cd1920641e296"))
                .containsExactly(UUID.fromString("6a8d56e9-715e-814c-27c2-0c4d77ad79f6"));
    }

    @Test
    void hubKeyMayBeABusinessKeyToo() {
        assertThat(UserKeys.of("6A8D56E9-715e-814c-27c2-0c4d77ad79f6"))
                .hasSize(2)
                .startsWith(UUID.fromString("6a8d56e9-715e-814c-27c2-0c4d77ad79f6"));
        assertThat(UserKeys.of("6a8d56e9-715e-814c-27c2-c4d77ad79f6")).hasSize(1);
    }
}
