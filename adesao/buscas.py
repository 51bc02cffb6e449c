"""Achar a cidade pelo número do processo de um instrumento, com ou sem os sinais."""

from django.db.models import F, Func, QuerySet, TextField, Value

from adesao.models import Instrumento
from seicidades.comum.formatos import so_digitos
from seicidades.fluxo.buscas import registrar_busca

MENOS_ALGARISMOS = 6  # o começo de um processo; menos que isso acharia quase tudo
ALGARISMOS_DO_IBGE = 7


class SoDigitos(Func):
    """O que há de algarismos num texto, como o banco os vê."""

    function = "regexp_replace"
    output_field = TextField()

    def __init__(self, expressao):
        super().__init__(F(expressao), Value("[^0-9]"), Value(""), Value("g"))


@registrar_busca("adesao.processo")
def implantacoes_do_processo(texto: str) -> QuerySet | None:
    """Ids das implantações com instrumento, vigente ou cancelado, nesse processo."""
    digitos = so_digitos(texto)
    if len(digitos) < MENOS_ALGARISMOS:
        return None
    if len(digitos) == ALGARISMOS_DO_IBGE and texto.strip().isdigit():
        return None  # sete algarismos soltos são código do IBGE
    achados = Instrumento.objects.annotate(processo_em_digitos=SoDigitos("processo_sei"))
    return achados.filter(processo_em_digitos__contains=digitos).order_by().values("implantacao")
