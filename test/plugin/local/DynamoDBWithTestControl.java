import com.amazonaws.services.dynamodbv2.local.server.DynamoDBProxyServer;
import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBRequestHandler;
import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBServerHandler;

/**
 * DynamoDB Local, in memory, with its own test control switched on, for which it has no option: a put of
 * {"ACTION": {"S": "ROLLOVER"}} to the table "[TEST_CONTROL]" makes all shards roll over, which takes four hours otherwise.
 */
class DynamoDBWithTestControl {
  public static void main(String[] arguments) throws Exception {
    var constructor = LocalDynamoDBRequestHandler.class.getDeclaredConstructor(
        int.class, boolean.class, String.class, boolean.class, boolean.class, boolean.class);
    constructor.setAccessible(true);
    boolean inMemory = true, sharedDb = true, delayTransientStatuses = false, testControl = true;
    var requests = constructor.newInstance(0, inMemory, null, sharedDb, delayTransientStatuses, testControl);
    var server = new DynamoDBProxyServer(Integer.parseInt(arguments[0]), new LocalDynamoDBServerHandler(requests, null));
    server.start();
    server.join();
  }
}
