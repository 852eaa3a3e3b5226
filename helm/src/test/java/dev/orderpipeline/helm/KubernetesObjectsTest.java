package dev.orderpipeline.helm;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checks of {@link KubernetesObjects} fail on invalid objects. */
class KubernetesObjectsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "replicas: 1                    | replica: 1                    | replica",
                "image: order-pipeline          | imagee: order-pipeline        | imagee",
                "- name: stg-service            | - workingDir: stg-service     | name",
                "containerPort: 5000            | hostIp: 5000                  | hostIp",
                "serviceAccountName:            | serviceAcountName:            | serviceAcountName",
            })
    void invalidObjectsAreRejected(String right, String wrong, String named) {
        String deployment = new Chart("stg-service").render().replace(right, wrong);

        assertThatThrownBy(() -> {
                    for (var object : KubernetesObjects.read(deployment)) {
                        KubernetesObjects.check(object);
                    }
                })
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(named);
    }
}
