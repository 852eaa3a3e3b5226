package dev.orderpipeline.local.process;

import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.LocalStackOptions;
import dev.orderpipeline.local.server.LocalServer;
import java.io.IOException;
import java.nio.file.Path;

/** A JVM of its own that holds a stack until it is ended from outside or its standard input ends. */
final class StackHolder {

    private StackHolder() {}

    /** The one argument is the data folder; without it, the folder is temporary. */
    public static void main(String[] arguments) throws IOException {
        Path dataDirectory = arguments.length == 0 ? null : Path.of(arguments[0]);
        LocalStack stack = LocalStack.start(new LocalStackOptions(0, 0, 0, dataDirectory));
        for (LocalServer server : new LocalServer[] {stack.kafka(), stack.postgres(), stack.redis()}) {
            System.out.println(server.port() + " " + server.pid());
        }
        System.out.println("started");
        System.in.read();
        System.exit(0);
    }
}
