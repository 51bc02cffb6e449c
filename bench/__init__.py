"""Medidas de custo, cada uma ao lado do seu piso, na mesma execução: `./run bench`."""
