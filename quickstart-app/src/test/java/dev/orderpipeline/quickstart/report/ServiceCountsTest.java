package dev.orderpipeline.quickstart.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.quickstart.service.ServiceMetrics;
import org.junit.jupiter.api.Test;

class ServiceCountsTest {

    @Test
    void countsContinueAfterARestart() {
        ServiceCounts counts = new ServiceCounts(new ServiceMetrics(100, 90, 10));

        counts.update(new ServiceMetrics(150, 140, 10));
        assertThat(counts.total()).isEqualTo(new ServiceMetrics(50, 50, 0));

        counts.update(new ServiceMetrics(7, 5, 2));
        counts.update(new ServiceMetrics(9, 7, 2));
        assertThat(counts.total()).isEqualTo(new ServiceMetrics(59, 57, 2));
    }
}
