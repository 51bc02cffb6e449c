"""Criar ou corrigir os instrumentos, cada assinatura com o seu passo na história."""

from collections.abc import Iterable

from adesao import assinaturas
from adesao.carga.colunas import CARGOS, NOMES, dias_das_partes, do_instrumento
from adesao.carga.existentes import a_datar, tipos_do_fluxo
from adesao.estados import Passo
from adesao.models import (
    Instrumento,
    MovimentoDaAssinatura,
    Origem,
    Parte,
    Representante,
    Signatario,
)
from adesao.regras import hoje, salvar
from seicidades.fluxo.carga import Valores
from seicidades.fluxo.models import Implantacao


def gravar(lote: Iterable[tuple[Implantacao, Valores]]) -> None:
    """Cria ou corrige os instrumentos. Novos, em poucas instruções; correções, uma a uma."""
    lote = [(i, v) for i, v in lote if any(do_instrumento(n, v) for n in NOMES.values())]
    if not lote:
        return
    tipos = tipos_do_fluxo()
    existentes = {
        (i.implantacao_id, i.tipo.papel_no_fluxo): i
        for i in Instrumento.objects.vigentes()
        .originais()
        .filter(implantacao__in=[i.pk for i, _ in lote])
        .select_related("tipo")
        .order_by("disponibilizado_em", "pk")
    }
    novos, signatarios = [], []
    for implantacao, valores in lote:
        for papel, nome in NOMES.items():
            if not do_instrumento(nome, valores):
                continue
            atual = existentes.get((implantacao.pk, papel.value))
            instrumento = atual or Instrumento(implantacao=implantacao, tipo=tipos[papel])
            _preencher(instrumento, nome, valores)
            if atual:
                instrumento.full_clean()
                instrumento.save()
                _datar(instrumento, nome, valores)
            else:
                novos.append(instrumento)
                signatarios += _quem_assina(instrumento, nome, valores)
    Instrumento.objects.bulk_create(novos, batch_size=1000)
    Signatario.objects.bulk_create(signatarios, batch_size=1000)
    passos = [_passo(s) for s in signatarios if s.assinado_em]
    MovimentoDaAssinatura.objects.bulk_create(passos, batch_size=1000)
    _reconhecer([s for s in signatarios if s.parte == Parte.MUNICIPIO and not s.assinado_em])


def _reconhecer(por_assinar: list[Signatario]) -> None:
    """Quem ainda assina é pessoa com cadastro de usuário externo, ou por cadastrar."""
    implantacoes = {s.instrumento.implantacao_id for s in por_assinar}
    empossados = Representante.objects.filter(
        implantacao__in=implantacoes, mandato_inicio__lte=hoje()
    )
    atuais = {r.implantacao_id: r for r in empossados.order_by("mandato_inicio")}
    for signatario in por_assinar:
        implantacao = signatario.instrumento.implantacao
        assinaturas.reconhecer(implantacao, [signatario], atuais.get(implantacao.pk))


def _preencher(instrumento: Instrumento, nome: str, valores: Valores) -> None:
    campos = {"numero": "numero", "documento": "documento_sei"}
    for coluna, campo in campos.items():
        if valor := valores.get(f"{nome}_{coluna}"):
            setattr(instrumento, campo, valor)
    if processo := valores.get(f"{nome}_processo"):
        instrumento.processo_sei = processo
    disponivel = valores.get(f"{nome}_disponibilizado_em")
    if not disponivel and instrumento.disponibilizado_em is None:
        disponivel = min(dias_das_partes(nome, valores).values(), default=None)
    if disponivel:
        instrumento.disponibilizado_em = disponivel


def _quem_assina(instrumento: Instrumento, nome: str, valores: Valores) -> list[Signatario]:
    """Uma pessoa por parte que tem de assinar; a que o arquivo não diz fica por assinar."""
    dias = dias_das_partes(nome, valores)
    if not dias:
        return []
    nomes = CARGOS | {
        Parte.MUNICIPIO: str(valores.get("representante_nome") or CARGOS[Parte.MUNICIPIO])
    }
    partes = [p for p in Parte if p in dias or p in instrumento.tipo.partes]
    return [
        Signatario(
            instrumento=instrumento,
            ordem=ordem,
            nome=nomes[parte],
            cargo=CARGOS[parte],
            parte=parte,
            assinado_em=dias.get(parte),
        )
        for ordem, parte in enumerate(partes, start=1)
    ]


def _passo(signatario: Signatario) -> MovimentoDaAssinatura:
    return MovimentoDaAssinatura(
        signatario=signatario,
        tipo=Passo.ASSINADA,
        ocorreu_em=signatario.assinado_em,
        origem=Origem.IMPORTACAO,
    )


def _datar(instrumento: Instrumento, nome: str, valores: Valores) -> None:
    """Cada dia novo é um passo na história da assinatura, que diz de onde veio."""
    for signatario, dia, coluna in a_datar(instrumento, nome, valores):
        if signatario.pk is None:
            salvar(signatario, {})
        assinaturas.conferir_assinatura(instrumento, coluna, dia)
        assinaturas.datar(signatario, dia, origem=Origem.IMPORTACAO)
