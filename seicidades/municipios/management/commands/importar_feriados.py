from django.core.management.base import BaseCommand

from seicidades.comum.tabela_csv import ArquivoRecusado
from seicidades.municipios import servicos
from seicidades.municipios.leitura import ler_feriados
from seicidades.municipios.management.arquivos import ler_arquivo, recusa


class Command(BaseCommand):
    help = (
        "Carrega feriados municipais de um CSV com as colunas codigo_ibge, data e nome. "
        "Cria os dias novos e troca o nome dos que já há; não apaga nenhum."
    )

    def add_arguments(self, parser):
        parser.add_argument("csv", metavar="ARQUIVO")
        parser.add_argument(
            "--simular", action="store_true", help="diz o que mudaria, sem gravar nada"
        )

    def handle(self, *, csv, simular, verbosity, **opcoes):
        try:
            carga = ler_feriados(ler_arquivo(csv))
            resultado = servicos.importar_feriados(carga, simular=simular)
        except ArquivoRecusado as erro:
            raise recusa(csv, erro) from erro
        if verbosity:
            self._relatar(resultado, simular)

    def _relatar(self, resultado: servicos.ResultadoDosFeriados, simular: bool) -> None:
        for feriado in resultado.criados:
            self.stdout.write(f"{feriado.municipio}: {feriado} (novo)")
        for feriado, antes in resultado.alterados:
            self.stdout.write(f"{feriado.municipio}: {feriado} (antes, {antes})")
        self.stdout.write(
            f"Feriados criados: {len(resultado.criados)}; alterados: {len(resultado.alterados)}; "
            f"iguais: {resultado.iguais}."
        )
        if simular:
            self.stdout.write("Simulação: nada foi gravado.")
