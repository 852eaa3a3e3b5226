package dev.orderpipeline.cdm.figures;

import java.time.Clock;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** How many counters this replica has changed in the last minute. Thread-safe. */
@Component
public class RecentChanges {

    private static final int SECONDS = 60;

    private final Clock clock;
    private final long[] changes = new long[SECONDS];
    private long lastSecond;

    public RecentChanges(Clock clock) {
        this.clock = clock;
        lastSecond = second();
    }

    /** Adds changes of the current transaction, if that is committed. */
    public void addAfterCommit(int counters) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                add(counters);
            }
        });
    }

    synchronized void add(int counters) {
        advance();
        changes[index(lastSecond)] += counters;
    }

    public synchronized long inLastMinute() {
        advance();
        long sum = 0;
        for (long each : changes) {
            sum += each;
        }
        return sum;
    }

    /** Clears the seconds that have passed. A clock that is set back passes none. */
    private void advance() {
        long now = second();
        for (long passed = Math.max(lastSecond, now - SECONDS) + 1; passed <= now; passed++) {
            changes[index(passed)] = 0;
        }
        lastSecond = Math.max(lastSecond, now);
    }

    private long second() {
        return clock.instant().getEpochSecond();
    }

    private static int index(long second) {
        return Math.floorMod(second, SECONDS);
    }
}
