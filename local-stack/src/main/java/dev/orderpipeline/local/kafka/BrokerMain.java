package dev.orderpipeline.local.kafka;

import kafka.Kafka;
import kafka.tools.StorageTool;

/** The {@code main} of the broker's process: formats its storage unless that is done, then runs the broker. */
final class BrokerMain {

    /** Always the same, so that formatted storage is recognised. 16 bytes in Base64, as Kafka requires. */
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
