package dev.orderpipeline.quickstart.report;

import dev.orderpipeline.quickstart.service.ServiceMetrics;

/** What a service has done since this began to count, also where it was started again meanwhile. */
final class ServiceCounts {

    private ServiceMetrics last;
    private ServiceMetrics total = ServiceMetrics.NONE;

    /** @param first what is not to be counted */
    ServiceCounts(ServiceMetrics first) {
        this.last = first;
    }

    void update(ServiceMetrics now) {
        // A process that was started again has begun at 0.
        ServiceMetrics before = now.consumed() < last.consumed() ? ServiceMetrics.NONE : last;
        total = total.plus(now.minus(before));
        last = now;
    }

    ServiceMetrics total() {
        return total;
    }
}
