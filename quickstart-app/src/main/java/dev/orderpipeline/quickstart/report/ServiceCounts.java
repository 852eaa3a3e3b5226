package dev.orderpipeline.quickstart.report;

import dev.orderpipeline.quickstart.service.ServiceMetrics;

/** The counters of a service since the creation of this object, across restarts. */
final class ServiceCounts {

    private ServiceMetrics last;
    private ServiceMetrics total = ServiceMetrics.NONE;

    /** @param first the counters at creation, which are subtracted */
    ServiceCounts(ServiceMetrics first) {
        this.last = first;
    }

    void update(ServiceMetrics now) {
        // A restarted process counts from 0.
        ServiceMetrics before = now.consumed() < last.consumed() ? ServiceMetrics.NONE : last;
        total = total.plus(now.minus(before));
        last = now;
    }

    ServiceMetrics total() {
        return total;
    }
}
