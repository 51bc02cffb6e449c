"""O que se recusa de uma linha, antes de gravar."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from django.core.exceptions import ValidationError

from adesao import assinaturas
from adesao.carga.colunas import (
    DIA_DA_PARTE,
    NOMES,
    POR_TODOS,
    TITULOS,
    do_instrumento,
)
from adesao.carga.existentes import a_datar, tipos_do_fluxo
from adesao.models import (
    Instrumento,
    PapelNoFluxo,
)
from adesao.regras import hoje
from seicidades.fluxo.carga import Achado, Valores
from seicidades.municipios.instalacoes import conferencia_do_estado


def conferir(lote: Mapping[int, Valores]) -> list[Achado]:
    """Recusas de instrumentos novos. Consultas fixas: a instalação, os tipos e o que já se usa."""
    usados, conferir_numero = _documentos_usados(lote), conferencia_do_estado()
    numeros = _numeros_usados(lote)
    achados = []
    for orgao_id, valores in lote.items():
        for nome in NOMES.values():
            achados += _conferir_numero(orgao_id, nome, valores, numeros)
            achados += _conferir_um(orgao_id, nome, valores, usados)
            achados += _conferir_processo(orgao_id, nome, valores, conferir_numero)
        achados += _conferir_ordem(orgao_id, valores)
    return [*achados, *_conferir_com_o_que_ha(lote)]


def _documentos_usados(lote: Mapping[int, Valores]) -> dict[str, set[int]]:
    """Documento → órgãos que o usam, no banco e no próprio lote."""
    usados: dict[str, set[int]] = defaultdict(set)
    for orgao_id, valores in lote.items():
        for nome in NOMES.values():
            if documento := valores.get(f"{nome}_documento"):
                usados[documento].add(orgao_id)
    existentes = Instrumento.objects.vigentes().filter(documento_sei__in=usados)
    for documento, orgao_id in existentes.values_list("documento_sei", "implantacao__orgao"):
        usados[documento].add(orgao_id)
    return usados


def _numeros_usados(lote: Mapping[int, Valores]) -> dict[tuple[str, str], set[int]]:
    """Instrumento e número → órgãos que o usam, no banco e no próprio lote."""
    usados: dict[tuple[str, str], set[int]] = defaultdict(set)
    for orgao_id, valores in lote.items():
        for nome in NOMES.values():
            if numero := valores.get(f"{nome}_numero"):
                usados[nome, str(numero)].add(orgao_id)
    if not usados:
        return usados
    existentes = Instrumento.objects.vigentes().filter(
        altera=None, tipo__in=tipos_do_fluxo().values(), numero__in={numero for _, numero in usados}
    )
    campos = ("tipo__papel_no_fluxo", "numero", "implantacao__orgao")
    for papel, numero, orgao_id in existentes.values_list(*campos):
        if papel in NOMES:
            usados[NOMES[papel], numero].add(orgao_id)
    return usados


def _conferir_numero(orgao_id: int, nome: str, valores: Valores, usados) -> Iterable[Achado]:
    numero = str(valores.get(f"{nome}_numero") or "")
    if numero and len(usados[nome, numero]) > 1:
        yield Achado(
            orgao_id,
            f"{nome}_numero",
            "numero_repetido",
            f"O número {numero} está em {TITULOS[nome]} de mais de uma cidade.",
            "Confira o número no documento; cada instrumento tem o seu.",
        )


def _conferir_um(orgao_id: int, nome: str, valores: Valores, usados) -> Iterable[Achado]:
    dados = do_instrumento(nome, valores)
    if not dados:
        return
    for campo, rotulo in (("processo", "o processo"), ("documento", "o número do documento")):
        if f"{nome}_{campo}" not in dados:
            yield Achado(
                orgao_id,
                f"{nome}_{campo}",
                "falta_dado",
                f"Há dados de {TITULOS[nome]} e falta {rotulo} no SEI.",
                "Preencha a célula, ou deixe o instrumento inteiro em branco.",
            )
    documento = str(dados.get(f"{nome}_documento", ""))
    if documento and not (documento.isdigit() and documento.isascii() and len(documento) >= 5):
        yield Achado(
            orgao_id,
            f"{nome}_documento",
            "documento_malformado",
            f"«{documento}» não é um número de documento do SEI.",
            "São de 5 a 12 algarismos, como aparecem na árvore do processo.",
        )
    if len(usados.get(documento, ())) > 1 or _repetido(valores, documento):
        yield Achado(
            orgao_id,
            f"{nome}_documento",
            "documento_repetido",
            f"O documento {documento} está em mais de um instrumento.",
            "Confira o número na árvore do processo; cada instrumento tem o seu.",
        )
    yield from _conferir_datas(orgao_id, nome, dados)


def _conferir_processo(orgao_id: int, nome: str, valores: Valores, conferir) -> Iterable[Achado]:
    """Só o que a instalação do Estado recusa; aviso não para uma carga."""
    numero = str(valores.get(f"{nome}_processo") or "")
    for erro in conferir(numero).erros if numero else ():
        yield Achado(
            orgao_id,
            f"{nome}_processo",
            "processo_nao_confere",
            erro,
            "Corrija a célula com o número que está no SEI.",
        )


def _repetido(valores: Valores, documento: str) -> bool:
    return (
        bool(documento)
        and [valores.get(f"{n}_documento") for n in NOMES.values()].count(documento) > 1
    )


def _conferir_datas(orgao_id: int, nome: str, dados: Valores) -> Iterable[Achado]:
    disponivel = dados.get(f"{nome}_disponibilizado_em")
    colunas = [c for c in (*DIA_DA_PARTE[nome].values(), POR_TODOS) if dados.get(c)]
    if not colunas and not disponivel:
        yield Achado(
            orgao_id,
            f"{nome}_disponibilizado_em",
            "falta_dado",
            f"Falta o dia em que {TITULOS[nome]} foi disponibilizado ou assinado.",
            "Informe ao menos um dos dois.",
        )
    for coluna in colunas:
        if frase := _dia_impossivel(dados[coluna], disponivel, dados.get(POR_TODOS)):
            yield Achado(
                orgao_id, coluna, "data_fora_de_ordem", frase, "Corrija uma das duas datas."
            )


def _dia_impossivel(dia: date, disponivel: date | None, por_todos: date | None) -> str:
    if dia > hoje():
        return f"{dia:%d/%m/%Y} ainda não chegou."
    if disponivel and dia < disponivel:
        return f"Assinado em {dia:%d/%m/%Y}, antes de disponibilizado em {disponivel:%d/%m/%Y}."
    if por_todos and dia > por_todos:
        return f"Assinado em {dia:%d/%m/%Y}, depois de por todos em {por_todos:%d/%m/%Y}."
    return ""


def _conferir_com_o_que_ha(lote: Mapping[int, Valores]) -> Iterable[Achado]:
    """O dia novo passa pelas mesmas recusas da página, publicação e liberação inclusive."""
    for instrumento in _existentes(lote):
        orgao_id = instrumento.implantacao.orgao_id
        nome = NOMES[PapelNoFluxo(instrumento.tipo.papel_no_fluxo)]
        for signatario, dia, coluna in a_datar(instrumento, nome, lote[orgao_id]):
            try:
                assinaturas.conferir_assinatura(instrumento, coluna, dia)
                if signatario.pk:
                    assinaturas.conferir_liberacao_valida(signatario, coluna, dia)
            except ValidationError as erro:
                frase = " ".join(erro.messages)
                saida = "Corrija a célula, ou registre pela página da assinatura."
                yield Achado(orgao_id, coluna, "assinatura_nao_cabe", frase, saida)


def _existentes(lote: Mapping[int, Valores]):
    return (
        Instrumento.objects.vigentes()
        .originais()
        .filter(implantacao__orgao__in=list(lote), tipo__papel_no_fluxo__in=list(NOMES))
        .select_related("tipo", "implantacao", "publicacao", "publicacao_do_municipio")
        .prefetch_related("signatarios__movimentos")
        .order_by("disponibilizado_em", "pk")
    )


def _conferir_ordem(orgao_id: int, valores: Valores) -> Iterable[Achado]:
    """O acordo vem depois do termo assinado."""
    if not do_instrumento("acordo", valores):
        return
    termo = valores.get("termo_assinado_em")
    comeco = valores.get("acordo_disponibilizado_em") or valores.get("acordo_assinado_em")
    if not termo:
        yield Achado(
            orgao_id,
            "termo_assinado_em",
            "acordo_sem_termo",
            "Há acordo e não há o dia em que o município assinou o termo, que vem antes.",
            "Informe o dia da assinatura do termo.",
        )
    elif comeco and comeco < termo:
        yield Achado(
            orgao_id,
            "acordo_assinado_em",
            "data_fora_de_ordem",
            f"O acordo, de {comeco:%d/%m/%Y}, vem antes do termo, de {termo:%d/%m/%Y}.",
            "Corrija uma das duas datas.",
        )
