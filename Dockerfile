# One file for the three services: docker build --build-arg SERVICE=stg-service -t order-pipeline/stg-service .
# The generator of demo orders: docker build --target demo -t order-pipeline/demo .
# It builds with BuildKit and with the classic builder, which needs SERVICE for the demo too.
ARG JDK_IMAGE=eclipse-temurin:25.0.3_9-jdk-noble
ARG JRE_IMAGE=eclipse-temurin:25.0.3_9-jre-noble

FROM ${JDK_IMAGE} AS build
# Base images may have another user.
USER 0:0
WORKDIR /build
# A build without sources downloads all dependencies: a layer that is cached until a pom changes.
COPY mvnw pom.xml ./
COPY .mvn .mvn
COPY order-generator/pom.xml order-generator/
COPY local-stack/pom.xml local-stack/
COPY test-support/pom.xml test-support/
COPY common-lib/pom.xml common-lib/
COPY stg-service/pom.xml stg-service/
COPY dds-service/pom.xml dds-service/
COPY cdm-service/pom.xml cdm-service/
COPY quickstart-app/pom.xml quickstart-app/
COPY benchmark/pom.xml benchmark/
COPY system-tests/pom.xml system-tests/
COPY helm/pom.xml helm/
ENV PACKAGE="./mvnw -q -B -DskipTests -Dspotless.check.skip=true -P!null-check package"
RUN $PACKAGE -Dspring-boot.aot.skip=true -Dspring-boot.repackage.skip=true -pl stg-service,dds-service,cdm-service -am
COPY common-lib/src common-lib/src
COPY stg-service/src stg-service/src
COPY dds-service/src dds-service/src
COPY cdm-service/src cdm-service/src
RUN $PACKAGE -pl stg-service,dds-service,cdm-service -am

FROM build AS layers
ARG SERVICE
RUN java -Djarmode=tools -jar $SERVICE/target/$SERVICE.jar \
        extract --layers --application-filename app.jar --destination /layers

FROM ${JRE_IMAGE} AS application
USER 0:0
WORKDIR /app
# The JVM decodes the environment by the locale: passwords may hold any characters.
ENV LC_ALL=C.UTF-8
# For a process of 256 MiB. The JVM reads them before its command line, so JDK_JAVA_OPTIONS takes precedence.
ENV JAVA_TOOL_OPTIONS="-Xmx88m -Xmn40m -XX:SurvivorRatio=3 -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
-XX:CompileThresholdScaling=0.05 -XX:TrimNativeHeapInterval=1000 -Djdk.nio.maxCachedBufferSize=65536 \
-XX:+ExitOnOutOfMemoryError -Dspring.aot.enabled=true"
COPY docker/health-probe ./
# Layers that change seldom come first.
COPY --from=layers /layers/dependencies/ ./
COPY --from=layers /layers/application/ ./

# An AOT training run: the JVM caches the classes that it has loaded and linked. The cache fits only this
# JVM, these jars and these flags: with others it is ignored. The base image may have no shell.
FROM application AS trained
RUN ["java", "-XX:AOTCacheOutput=/app/app.aot", "-jar", "/app/app.jar", "train"]

FROM application AS service
COPY --from=trained /app/app.aot ./
# Only /tmp is written to, and must be executable: Kafka's client unpacks native libraries there.
USER 10001:10001
EXPOSE 5000
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s \
    CMD ["bash", "/app/health-probe"]
ENTRYPOINT ["java", "-XX:AOTCache=/app/app.aot", "-jar", "/app/app.jar"]
ARG SERVICE
ARG VERSION
ARG REVISION
LABEL org.opencontainers.image.title="${SERVICE}" \
    org.opencontainers.image.description="Order Pipeline: ${SERVICE}" \
    org.opencontainers.image.licenses="Apache-2.0" \
    org.opencontainers.image.version="${VERSION}" \
    org.opencontainers.image.revision="${REVISION}"

FROM build AS demo-build
COPY order-generator/src order-generator/src
RUN $PACKAGE -pl order-generator -am

FROM ${JRE_IMAGE} AS demo
WORKDIR /app
ENV LC_ALL=C.UTF-8
COPY --from=demo-build /build/order-generator/target/lib lib
COPY --from=demo-build /build/order-generator/target/order-generator.jar ./
USER 10001:10001
ENTRYPOINT ["java", "-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", "/app/order-generator.jar"]

# The default target. The classic builder builds every stage up to the target: with the target "service" it skips the demo.
FROM service
