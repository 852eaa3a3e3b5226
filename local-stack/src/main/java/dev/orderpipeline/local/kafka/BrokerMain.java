package dev.orderpipeline.local.kafka;

import kafka.Kafka;
import kafka.tools.StorageTool;

/** The broker's own process: prepares the storage where that was not done before, then runs the broker. */
final class BrokerMain {

    /** Always the same, so that storage that was prepared before is recognised. 16 bytes in Base64, as Kafka wants. */
    static final String CLUSTER_ID = "b3JkZXItcGlwZWxpbmUtMQ";

    private BrokerMain() {}

    /** The one argument is the path of the broker's properties. */
    public static void main(String[] arguments) {
        String properties = arguments[0];
        int status = StorageTool.execute(
                new String[] {"format", "-t", CLUSTER_ID, "-c", properties, "--ignore-formatted"}, System.out);
        if (status != 0) {
            System.exit(status);
        }
        Kafka.main(new String[] {properties});
    }
}
