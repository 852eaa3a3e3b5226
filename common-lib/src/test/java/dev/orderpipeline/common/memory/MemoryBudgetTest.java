package dev.orderpipeline.common.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {

    private static final long SHIPPED_HEAP = 80L << 20;
    private static final long SHIPPED_SURVIVOR = 8L << 20;

    @Test
    void usageOfOneLoopFitsIntoHeap() {
        MemoryBudget memory = new MemoryBudget(SHIPPED_HEAP, SHIPPED_SURVIVOR, 1);

        assertThat(memory.recordBytes()).isEqualTo(1_310_720);
        long kept = 2L * 10 * memory.recordBytes()
                + 2L * memory.messageBytes()
                + memory.fetchBytes()
                + memory.producerBytes()
                + Math.max(4L * memory.figuresBytes(), Math.max(memory.referenceBytes(), memory.writtenRowsBytes()));
        assertThat(kept).isLessThan(SHIPPED_HEAP - (25L << 20));
    }

    @Test
    void loopsShareTheBudget() {
        MemoryBudget one = new MemoryBudget(SHIPPED_HEAP, SHIPPED_SURVIVOR, 1);
        MemoryBudget two = new MemoryBudget(SHIPPED_HEAP, SHIPPED_SURVIVOR, 2);

        assertThat(two.batchBytes()).isEqualTo(one.batchBytes() / 2);
        assertThat(two.recordBytes()).isEqualTo(one.recordBytes() / 2);
        assertThat(two.storedBytes()).isEqualTo(one.storedBytes() / 2);
        assertThat(two.messageBytes()).isEqualTo(one.messageBytes() / 2);
        assertThat(two.keptBytes()).isEqualTo(one.keptBytes() / 2);
        assertThat(two.fetchBytes()).isEqualTo(one.fetchBytes() / 2);
        assertThat(two.partitionFetchBytes()).isEqualTo(one.partitionFetchBytes() / 2);
        assertThat(two.producerBytes()).isEqualTo(one.producerBytes() / 2);
        assertThat(two.referenceBytes()).isEqualTo(one.referenceBytes());
        assertThat(two.writtenRowsBytes()).isEqualTo(one.writtenRowsBytes());
        assertThat(two.figuresBytes()).isEqualTo(one.figuresBytes());
    }

    @Test
    void remedyHeapFitsTheRecord() {
        MemoryBudget two = new MemoryBudget(SHIPPED_HEAP, SHIPPED_SURVIVOR, 2);

        assertThat(two.recordBytes()).isEqualTo(655_360);
        assertThat(two.remedy(1_048_588))
                .startsWith("Set -Xmx137m in JDK_JAVA_OPTIONS")
                .endsWith("or a lower CONCURRENCY than 2");
        assertThat(new MemoryBudget((137L - 8) << 20, SHIPPED_SURVIVOR, 2).recordBytes())
                .isGreaterThan(1_048_588);
        assertThat(two.summary()).contains("a heap of 80 MiB, CONCURRENCY 2", "more than 655360 bytes");
    }

    /** With the serial collector, and with those that have no survivor spaces of their own. */
    @Test
    void heapAndSurvivorSpaceAreTheLargestHeap() {
        MemoryBudget memory = MemoryBudget.ofThisProcess(1);

        assertThat(memory.heapBytes() + memory.survivorBytes())
                .isEqualTo(Long.parseLong(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                        .getVMOption("MaxHeapSize")
                        .getValue()));
    }

    @Test
    void remedyKeepsTheYoungGeneration() {
        long survivor = 30L << 20;
        MemoryBudget large = new MemoryBudget((240L << 20) - survivor, survivor, 1);

        assertThat(large.remedy(4_194_304)).startsWith("Set -Xmx287m in JDK_JAVA_OPTIONS");
        assertThat(new MemoryBudget((287L << 20) - survivor, survivor, 1).recordBytes())
                .isGreaterThan(4_194_304);
    }

    /** The producer accepts the kept part of a record, and a batch's bytes fit into one fetch. */
    @Test
    void sharesAreNested() {
        for (long heap = 8L << 20; heap <= 64L << 30; heap *= 2) {
            for (int loops = 1; loops <= 64; loops *= 4) {
                MemoryBudget memory = new MemoryBudget(heap, 0, loops);
                assertThat(memory.partitionFetchBytes()).isPositive().isLessThanOrEqualTo(memory.fetchBytes());
                assertThat(memory.batchBytes()).isLessThanOrEqualTo(memory.recordBytes());
                assertThat(memory.recordBytes()).isLessThanOrEqualTo(memory.keptBytes());
                assertThat(memory.keptBytes()).isLessThanOrEqualTo(memory.producerBytes());
            }
        }
    }
}
