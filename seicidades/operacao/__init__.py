"""O que a operação precisa ver e fazer: saúde, métricas, registros, cópia e restauração."""
