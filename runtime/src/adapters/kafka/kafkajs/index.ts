export { type KafkaConnection, kafkaProducer } from './kafkaProducer.js';
