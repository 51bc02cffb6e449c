"""O termo e o acordo que já existem em planilhas: colunas, o que há aqui e como se grava.

Quem carrega a carteira não conhece a adesão; conhece o que este módulo declara.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from adesao.models import Instrumento, PapelNoFluxo, Parte, Signatario, TipoDeInstrumento
from seicidades.fluxo.carga import Achado, Coluna, FatosDeCarga, Valores, registrar_fatos
from seicidades.fluxo.models import Implantacao
from seicidades.municipios.instalacoes import conferencia_do_estado

NOMES = {PapelNoFluxo.ABRE: "termo", PapelNoFluxo.ACORDO: "acordo"}
TITULOS = {"termo": "Termo", "acordo": "Acordo (ACT)"}
CARGO = "Representante do município"


def _colunas(nome: str) -> tuple[Coluna, ...]:
    titulo = TITULOS[nome]
    outro = "act" if nome == "acordo" else "termo_de_adesao"
    return (
        Coluna(f"{nome}_numero", f"{titulo}: número", largura=40, apelidos=(f"{outro}_numero",)),
        Coluna(
            f"{nome}_processo",
            f"{titulo}: processo SEI",
            "processo",
            largura=50,
            apelidos=(f"{outro}_processo",),
        ),
        Coluna(
            f"{nome}_documento",
            f"{titulo}: documento SEI",
            ajuda="De 5 a 12 algarismos. Sem processo e documento, o instrumento não entra.",
            largura=12,
            apelidos=(f"{outro}_documento",),
        ),
        Coluna(
            f"{nome}_disponibilizado_em",
            f"{titulo}: disponibilizado em",
            "data",
            ajuda="Em branco, vale o dia da assinatura.",
        ),
        Coluna(
            f"{nome}_assinado_em",
            f"{titulo}: assinado pelo município em",
            "data",
            ajuda="Assina quem estiver na coluna do representante.",
            apelidos=(f"{outro}_assinado_em", f"data_do_{outro}"),
        ),
    )


def atuais(orgao_ids: Iterable[int]) -> dict[int, dict[str, str | date]]:
    """O que há de cada órgão, com o nome das colunas. Duas consultas."""
    instrumentos = (
        Instrumento.objects.vigentes()
        .originais()
        .filter(implantacao__orgao__in=list(orgao_ids), tipo__papel_no_fluxo__in=list(NOMES))
        .select_related("tipo", "implantacao")
        .prefetch_related("signatarios")
        .order_by("disponibilizado_em", "pk")
    )
    achados: dict[int, dict[str, str | date]] = defaultdict(dict)
    for instrumento in instrumentos:
        nome = NOMES[PapelNoFluxo(instrumento.tipo.papel_no_fluxo)]
        achados[instrumento.implantacao.orgao_id] |= _valores(nome, instrumento)
    return dict(achados)


def _valores(nome: str, instrumento: Instrumento) -> dict[str, str | date]:
    ativos = [s for s in instrumento.signatarios.all() if not s.substituido_em]
    do_municipio = [s for s in ativos if s.parte == Parte.MUNICIPIO]
    datas = [s.assinado_em for s in do_municipio]
    todos = {
        f"{nome}_numero": instrumento.numero,
        f"{nome}_processo": instrumento.processo_sei,
        f"{nome}_documento": instrumento.documento_sei,
        f"{nome}_disponibilizado_em": instrumento.disponibilizado_em,
        f"{nome}_assinado_em": max(datas) if datas and all(datas) else None,
    }
    return {coluna: valor for coluna, valor in todos.items() if valor}


# --- Conferência


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
    return achados


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
        altera=None, tipo__in=_tipos().values(), numero__in={numero for _, numero in usados}
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


def _do_instrumento(nome: str, valores: Valores) -> dict[str, str | date]:
    return {c.nome: valores[c.nome] for c in COLUNAS[nome] if c.nome in valores}


def _conferir_um(orgao_id: int, nome: str, valores: Valores, usados) -> Iterable[Achado]:
    dados = _do_instrumento(nome, valores)
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
    assinado, disponivel = dados.get(f"{nome}_assinado_em"), dados.get(f"{nome}_disponibilizado_em")
    if not assinado and not disponivel:
        yield Achado(
            orgao_id,
            f"{nome}_disponibilizado_em",
            "falta_dado",
            f"Falta o dia em que {TITULOS[nome]} foi disponibilizado ou assinado.",
            "Informe ao menos um dos dois.",
        )
    if assinado and disponivel and assinado < disponivel:
        yield Achado(
            orgao_id,
            f"{nome}_assinado_em",
            "data_fora_de_ordem",
            f"Assinado em {assinado:%d/%m/%Y}, antes de disponibilizado em {disponivel:%d/%m/%Y}.",
            "Corrija uma das duas datas.",
        )


def _conferir_ordem(orgao_id: int, valores: Valores) -> Iterable[Achado]:
    """O acordo vem depois do termo assinado."""
    if not _do_instrumento("acordo", valores):
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


# --- Gravação


def gravar(lote: Iterable[tuple[Implantacao, Valores]]) -> None:
    """Cria ou corrige os instrumentos. Novos, em poucas instruções; correções, uma a uma."""
    lote = [(i, v) for i, v in lote if any(_do_instrumento(n, v) for n in NOMES.values())]
    if not lote:
        return
    tipos = _tipos()
    existentes = {
        (i.implantacao_id, i.tipo.papel_no_fluxo): i
        for i in Instrumento.objects.vigentes()
        .originais()
        .filter(implantacao__in=[i.pk for i, _ in lote])
        .select_related("tipo")
        .order_by("disponibilizado_em", "pk")
    }
    novos, assinaturas = [], []
    for implantacao, valores in lote:
        for papel, nome in NOMES.items():
            if not _do_instrumento(nome, valores):
                continue
            atual = existentes.get((implantacao.pk, papel.value))
            instrumento = atual or Instrumento(implantacao=implantacao, tipo=tipos[papel])
            _preencher(instrumento, nome, valores)
            if atual:
                instrumento.full_clean()
                instrumento.save()
                _datar(instrumento, valores.get(f"{nome}_assinado_em"))
            else:
                novos.append(instrumento)
                assinaturas += _assinatura(instrumento, nome, valores)
    Instrumento.objects.bulk_create(novos, batch_size=1000)
    Signatario.objects.bulk_create(assinaturas, batch_size=1000)


def _tipos() -> dict[PapelNoFluxo, TipoDeInstrumento]:
    """O tipo de cada lugar do fluxo: o primeiro oferecido."""
    tipos: dict[PapelNoFluxo, TipoDeInstrumento] = {}
    for tipo in TipoDeInstrumento.objects.filter(ativo=True).order_by("ordem", "nome"):
        tipos.setdefault(PapelNoFluxo(tipo.papel_no_fluxo), tipo)
    return tipos


def _preencher(instrumento: Instrumento, nome: str, valores: Valores) -> None:
    campos = {"numero": "numero", "documento": "documento_sei"}
    for coluna, campo in campos.items():
        if valor := valores.get(f"{nome}_{coluna}"):
            setattr(instrumento, campo, valor)
    if processo := valores.get(f"{nome}_processo"):
        instrumento.processo_sei = processo
    disponivel = valores.get(f"{nome}_disponibilizado_em")
    if not disponivel and instrumento.disponibilizado_em is None:
        disponivel = valores.get(f"{nome}_assinado_em")
    if disponivel:
        instrumento.disponibilizado_em = disponivel


def _assinatura(instrumento: Instrumento, nome: str, valores: Valores) -> list[Signatario]:
    assinado = valores.get(f"{nome}_assinado_em")
    if not assinado:
        return []
    quem = str(valores.get("representante_nome") or CARGO)
    return [
        Signatario(
            instrumento=instrumento,
            ordem=1,
            nome=quem,
            cargo=CARGO,
            parte=Parte.MUNICIPIO,
            assinado_em=assinado,
        )
    ]


def _datar(instrumento: Instrumento, dia: date | None) -> None:
    if dia is None:
        return
    do_municipio = instrumento.signatarios.ativos().filter(parte=Parte.MUNICIPIO)
    if not do_municipio.update(assinado_em=dia):
        Signatario.objects.create(
            instrumento=instrumento,
            ordem=instrumento.signatarios.count() + 1,
            nome=CARGO,
            cargo=CARGO,
            parte=Parte.MUNICIPIO,
            assinado_em=dia,
        )


COLUNAS = {nome: _colunas(nome) for nome in NOMES.values()}
ITENS = {
    coluna.nome: f"{nome}_disponibilizado"
    for nome, colunas in COLUNAS.items()
    for coluna in colunas
}
CARGA = registrar_fatos(
    FatosDeCarga(
        etapa="adesao",
        colunas=tuple(coluna for colunas in COLUNAS.values() for coluna in colunas),
        itens=ITENS,
        atuais=atuais,
        conferir=conferir,
        gravar=gravar,
    )
)
