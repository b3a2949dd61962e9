export { type KafkaMessage, type KafkaProducer, type KafkaTargetOptions, kafkaTarget } from './kafkaTarget.js';
