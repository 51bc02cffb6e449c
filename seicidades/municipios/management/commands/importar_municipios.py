from django.core.management.base import BaseCommand

from seicidades.comum.formatos import inteiro
from seicidades.comum.tabela_csv import ArquivoRecusado
from seicidades.municipios import servicos
from seicidades.municipios.leitura import CargaDeMunicipios, ler_municipios
from seicidades.municipios.management.arquivos import ler_arquivo, recusa
from seicidades.municipios.models import Municipio


class Command(BaseCommand):
    help = (
        "Carrega os 645 municípios e a Prefeitura Municipal de cada um. Pode repetir: só cria o "
        "que falta e preenche o que está vazio. Com --csv, atualiza os campos que o arquivo traz."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--csv",
            metavar="ARQUIVO",
            help="CSV com a coluna codigo_ibge e as que quiser atualizar: populacao e "
            "fonte_da_populacao, regiao_administrativa, nome, mesorregiao, codigo_mesorregiao, "
            "microrregiao, codigo_microrregiao, latitude, longitude. Célula em branco mantém o "
            "que há.",
        )
        parser.add_argument(
            "--fonte",
            default="",
            help="fonte da população, se o arquivo não tem a coluna fonte_da_populacao",
        )
        parser.add_argument(
            "--simular", action="store_true", help="diz o que mudaria, sem gravar nada"
        )

    def handle(self, *, csv, fonte, simular, verbosity, **opcoes):
        carga = self._ler(csv, fonte) if csv else None
        resultado = servicos.importar_municipios(carga, simular=simular)
        if verbosity:
            self._relatar(resultado, simular)

    def _ler(self, csv: str, fonte: str) -> CargaDeMunicipios:
        try:
            return ler_municipios(ler_arquivo(csv), fonte=fonte)
        except ArquivoRecusado as erro:
            raise recusa(csv, erro) from erro

    def _relatar(self, resultado: servicos.ResultadoDaCarga, simular: bool) -> None:
        if resultado.ignoradas:
            self.stdout.write(f"Colunas que não se usam: {', '.join(resultado.ignoradas)}.")
        for municipio, mudancas in resultado.alterados:
            self.stdout.write(f"{municipio.codigo_ibge} {municipio.nome}")
            for mudanca in mudancas:
                self.stdout.write(f"  {_em_palavras(mudanca)}")
        self.stdout.write(
            f"Municípios criados: {len(resultado.criados)}; alterados: {len(resultado.alterados)}; "
            f"iguais: {resultado.iguais}. Prefeituras criadas: {resultado.prefeituras_criadas}; "
            f"renomeadas: {resultado.prefeituras_renomeadas}."
        )
        if simular:
            self.stdout.write("Simulação: nada foi gravado.")


def _em_palavras(mudanca: servicos.Mudanca) -> str:
    rotulo = Municipio._meta.get_field(mudanca.campo).verbose_name
    return f"{rotulo}: {_valor(mudanca.antes)} → {_valor(mudanca.depois)}"


def _valor(valor) -> str:
    if valor in (None, ""):
        return "(vazio)"
    return inteiro(valor) if isinstance(valor, int) else str(valor)
