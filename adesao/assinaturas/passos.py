"""Registrar cada passo. As linhas só se acrescentam: corrigir é desfazer a última, com outra."""

from datetime import date

from django.core.exceptions import ValidationError

from adesao import estados
from adesao.assinaturas.impedimentos import conferir_liberacao_valida, conferir_passo
from adesao.assinaturas.situacao import efetivos_de
from adesao.estados import Passo
from adesao.marcas import assinado_por_todos_em
from adesao.models import Instrumento, MovimentoDaAssinatura, Origem, Signatario
from adesao.regras import hoje, salvar
from seicidades.comum.formatos import data_curta
from seicidades.municipios.calendario import calendario_do_municipio


def registrar_passo(
    signatario: Signatario,
    passo: Passo,
    *,
    ocorreu_em: date,
    validade_dias_uteis: int | None = None,
    vale_ate: date | None = None,
    por=None,
    comprovante=None,
    origem: Origem = Origem.PAGINA,
) -> MovimentoDaAssinatura:
    """Acrescenta um passo e, se é a assinatura ou o desfazer dela, leva o dia ao signatário."""
    dados = {
        "ocorreu_em": ocorreu_em,
        "validade_dias_uteis": validade_dias_uteis,
        "vale_ate": vale_ate,
    }
    conferir_passo(signatario, passo, dados)
    if passo == Passo.LIBERADA and validade_dias_uteis:
        dados["vale_ate"] = ultimo_dia(signatario.instrumento, ocorreu_em, validade_dias_uteis)
    desfaz_assinatura = passo == Passo.DESFEITO and signatario.assinado_em
    movimento = anotar(signatario, passo, por=por, comprovante=comprovante, origem=origem, **dados)
    if passo == Passo.ASSINADA:
        _levar(signatario, ocorreu_em, comprovante)
    elif desfaz_assinatura:
        _levar(signatario, None, None)
    return movimento


def ultimo_dia(instrumento: Instrumento, dia: date, dias_uteis: int) -> date:
    """O último dia de uma liberação, no calendário da cidade."""
    municipio_id = instrumento.implantacao.orgao.municipio_id
    return calendario_do_municipio(municipio_id).somar(dia, dias_uteis)


def anotar(signatario: Signatario, passo: Passo, *, ocorreu_em: date, **dados):
    """A linha da história, sem conferir se cabe."""
    movimento = MovimentoDaAssinatura(signatario=signatario, tipo=passo.value)
    renomeados = {"registrado_por" if k == "por" else k: v for k, v in dados.items()}
    return salvar(movimento, {"ocorreu_em": ocorreu_em, **renomeados})


def datar(signatario: Signatario, dia: date | None, *, comprovante=None, **como) -> None:
    """Diz quando a pessoa assinou, ou que não assinou, e acrescenta à história o que mudou.

    Args:
        como: `por`, `origem` e `nota` do passo.
    """
    conferir_liberacao_valida(signatario, "ocorreu_em", dia)
    conferida = signatario.conferido_em
    if dia and conferida and dia > conferida:
        raise ValidationError(
            {
                "ocorreu_em": f"{data_curta(dia)} vem depois da conferência no SEI, em "
                f"{data_curta(conferida)}. Corrija antes a conferência."
            }
        )
    antes = signatario.assinado_em
    anotar_mudanca(signatario, antes, dia, comprovante=comprovante, **como)
    _levar(signatario, dia, comprovante or (signatario.comprovante if dia else None))


def anotar_mudanca(
    signatario: Signatario, antes: date | None, dia: date | None, *, comprovante=None, **como
) -> None:
    """As linhas da história que levam de um dia de assinatura a outro."""
    if antes == dia:
        return
    if antes and any(m.passo == Passo.ASSINADA for m in efetivos_de(signatario)):
        anotar(signatario, Passo.DESFEITO, ocorreu_em=hoje(), **como)
    if dia:
        anotar(signatario, Passo.ASSINADA, ocorreu_em=dia, comprovante=comprovante, **como)


def _levar(signatario: Signatario, dia: date | None, comprovante) -> None:
    dados = {"assinado_em": dia, "comprovante": comprovante}
    if dia is None:
        sem_conferencia = {"codigo_verificador": "", "crc": "", "nivel": ""}
        dados |= {"conferido_em": None, "conferido_por": None, **sem_conferencia}
    salvar(signatario, dados)
    _conferir_cinco_anos(signatario.instrumento)


def _conferir_cinco_anos(instrumento: Instrumento) -> None:
    """O fim que o documento diz não passa de cinco anos da assinatura que o completa."""
    ultima = assinado_por_todos_em(instrumento)
    limite = estados.somar_meses(ultima, estados.MESES_NO_MAXIMO) if ultima else None
    if limite and instrumento.vigente_ate and instrumento.vigente_ate > limite:
        raise ValidationError(
            {
                "ocorreu_em": f"{instrumento} diz valer até {data_curta(instrumento.vigente_ate)}, "
                f"e cinco anos contados desta assinatura acabam em {data_curta(limite)}. "
                "Confira o dia, ou corrija antes a validade."
            }
        )
