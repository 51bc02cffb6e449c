"""Quem tem a senha do dono do banco, conhece o código e quer mudar o passado.

Cada adulteração mexe em uma ou duas implantações e diz onde deve ser achada:
{implantação: números de andamento}, com 0 para a implantação inteira.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from django.db import connection

from seicidades.fluxo import registro
from seicidades.fluxo.models import (
    Andamento,
    EtapaDaImplantacao,
    Implantacao,
    ItemDaImplantacao,
)
from seicidades.fluxo.nucleo.evolucao import reconstituir

Onde = dict[int, set[int]]
ADULTERACOES: dict[str, Callable[..., Onde]] = {}
# O banco inteiro combina: só as âncoras, guardadas fora dele, desmentem.
SO_AS_ANCORAS = {
    "editar_e_refazer_tudo",
    "apagar_e_refazer_tudo",
    "inserir_e_refazer_tudo",
    "cortar_a_cauda_e_refazer_tudo",
    "cortar_a_cauda_e_escrever_outra",
    "apagar_a_implantacao",
    "trocar_de_orgao",
}


def adulteracao(funcao):
    ADULTERACOES[funcao.__name__] = funcao
    return funcao


def desligar_os_gatilhos() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE fluxo_andamento DISABLE TRIGGER USER")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM fluxo_avisodoandamento")


@dataclass
class Alvo:
    """Uma implantação, com o registro dela em memória."""

    implantacao: Implantacao
    andamentos: list[Andamento]
    ancorados: list[int]

    @property
    def pk(self) -> int:
        return self.implantacao.pk

    @property
    def fim(self) -> int:
        return len(self.andamentos)

    def do_meio(self, sorteio: Random) -> Andamento:
        """Qualquer um que tenha outro depois."""
        return self.andamentos[sorteio.randrange(self.fim - 1)]

    def ancora_de(self, seq: int) -> int:
        """A primeira âncora em que uma mudança neste andamento aparece."""
        return next(a for a in self.ancorados if a >= seq)

    def gravar(self, andamento: Andamento) -> None:
        andamento.save(force_update=True)

    def regravar(self) -> None:
        """Refaz tudo o que o banco guarda a partir dos andamentos que ficaram na memória."""
        Andamento.objects.filter(implantacao=self.implantacao).delete()
        anterior = ""
        for seq, andamento in enumerate(self.andamentos, start=1):
            andamento.pk, andamento.seq, andamento.hash_anterior = None, seq, anterior
            andamento.hash = anterior = registro.hash_do_andamento(andamento)
        Andamento.objects.bulk_create(self.andamentos)
        self.projetar(anterior)

    def projetar(self, ultimo_hash: str) -> None:
        implantacao = self.implantacao
        estado = reconstituir(registro.eventos_de(self.andamentos))
        registro.projetar(implantacao, implantacao.roteiro, estado)
        implantacao.ultimo_hash = ultimo_hash
        implantacao.save()
        self.apagar_a_projecao()
        etapas, itens = registro.linhas_da_projecao(implantacao, implantacao.roteiro, estado)
        EtapaDaImplantacao.objects.bulk_create(etapas)
        ItemDaImplantacao.objects.bulk_create(itens)

    def apagar_a_projecao(self) -> None:
        EtapaDaImplantacao.objects.filter(implantacao=self.implantacao).delete()
        ItemDaImplantacao.objects.filter(implantacao=self.implantacao).delete()


# Editar


def _estragar_coluna(andamento: Andamento, sorteio: Random) -> None:
    mudancas: dict[str, Callable] = {
        "tipo": lambda v: "item_reaberto" if v != "item_reaberto" else "item_concluido",
        "etapa": lambda v: v + "x",
        "item": lambda v: v + "x",
        "registrado_em": lambda v: v + timedelta(microseconds=sorteio.randrange(1, 10**9)),
        "ocorreu_em": lambda v: v - timedelta(days=sorteio.randrange(1, 400)),
        "ator_id": lambda v: None if v else 1,
        "papel": lambda v: "gerente" if v != "gerente" else "apoio",
        "em_nome_de": lambda v: "sggd" if v != "sggd" else "",
        "origem": lambda v: "sei" if v != "sei" else "oficio",
        "chave": lambda v: f"outra-{sorteio.random()}",
        "digest_do_pedido": lambda v: f"{sorteio.getrandbits(256):064x}",
        "hash_anterior": lambda v: f"{sorteio.getrandbits(256):064x}",
    }
    coluna = sorteio.choice(sorted(mudancas))
    setattr(andamento, coluna, mudancas[coluna](getattr(andamento, coluna)))


def _folhas(dados, caminho=()):
    if isinstance(dados, dict | list) and dados:
        pares = dados.items() if isinstance(dados, dict) else enumerate(dados)
        for chave, valor in pares:
            yield from _folhas(valor, (*caminho, chave))
    elif caminho:
        yield caminho, dados


def _estragar_dados(andamento: Andamento, sorteio: Random) -> None:
    caminho, valor = sorteio.choice(list(_folhas(andamento.dados)))
    ninho = andamento.dados
    for chave in caminho[:-1]:
        ninho = ninho[chave]
    trocas = {str: f"{valor}.", bool: not valor, int: 7 if valor != 7 else 8, type(None): 0}
    ninho[caminho[-1]] = trocas.get(type(valor), "x")


@adulteracao
def editar_uma_coluna(alvo: Alvo, sorteio: Random) -> Onde:
    andamento = sorteio.choice(alvo.andamentos)
    _estragar_coluna(andamento, sorteio)
    alvo.gravar(andamento)
    return {alvo.pk: {andamento.seq}}


@adulteracao
def editar_os_dados(alvo: Alvo, sorteio: Random) -> Onde:
    andamento = sorteio.choice(alvo.andamentos)
    _estragar_dados(andamento, sorteio)
    alvo.gravar(andamento)
    return {alvo.pk: {andamento.seq}}


@adulteracao
def editar_e_refazer_o_hash(alvo: Alvo, sorteio: Random) -> Onde:
    andamento = sorteio.choice(alvo.andamentos)
    _estragar_dados(andamento, sorteio)
    andamento.hash = registro.hash_do_andamento(andamento)
    alvo.gravar(andamento)
    return {alvo.pk: {min(andamento.seq + 1, alvo.fim)}}


@adulteracao
def editar_e_refazer_tudo(alvo: Alvo, sorteio: Random) -> Onde:
    andamento = sorteio.choice(alvo.andamentos)
    andamento.ocorreu_em -= timedelta(days=sorteio.randrange(1, 90))
    alvo.regravar()
    return {alvo.pk: {alvo.ancora_de(andamento.seq)}}


# Apagar


@adulteracao
def apagar_do_meio(alvo: Alvo, sorteio: Random) -> Onde:
    andamento = alvo.do_meio(sorteio)
    Andamento.objects.filter(pk=andamento.pk).delete()
    return {alvo.pk: {andamento.seq + 1}}


@adulteracao
def apagar_e_renumerar(alvo: Alvo, sorteio: Random) -> Onde:
    andamento = alvo.do_meio(sorteio)
    Andamento.objects.filter(pk=andamento.pk).delete()
    for seguinte in alvo.andamentos[andamento.seq :]:
        Andamento.objects.filter(pk=seguinte.pk).update(seq=seguinte.seq - 1)
    return {alvo.pk: {andamento.seq}}


@adulteracao
def apagar_e_refazer_tudo(alvo: Alvo, sorteio: Random) -> Onde:
    # O primeiro evento abre a implantação; sem ele, o resto não se dobra.
    andamento = sorteio.choice(alvo.andamentos[1:-1])
    alvo.andamentos.remove(andamento)
    alvo.regravar()
    return {alvo.pk: {alvo.ancora_de(andamento.seq)}}


# Trocar


@adulteracao
def trocar_dois_de_lugar(alvo: Alvo, sorteio: Random) -> Onde:
    um, outro = sorteio.sample(alvo.andamentos, 2)
    Andamento.objects.filter(pk=um.pk).update(seq=5000)
    Andamento.objects.filter(pk=outro.pk).update(seq=um.seq)
    Andamento.objects.filter(pk=um.pk).update(seq=outro.seq)
    return {alvo.pk: {um.seq}} | {alvo.pk: {outro.seq}}


@adulteracao
def trocar_entre_cidades(alvo: Alvo, sorteio: Random, outro: Alvo) -> Onde:
    seq = sorteio.randrange(1, min(alvo.fim, outro.fim) + 1)
    um, dois = alvo.andamentos[seq - 1], outro.andamentos[seq - 1]
    Andamento.objects.filter(pk=um.pk).update(seq=5000)
    Andamento.objects.filter(pk=dois.pk).update(implantacao=alvo.pk)
    Andamento.objects.filter(pk=um.pk).update(implantacao=outro.pk, seq=seq)
    return {alvo.pk: {seq}, outro.pk: {seq}}


@adulteracao
def trocar_de_orgao(alvo: Alvo, sorteio: Random, outro: Alvo) -> Onde:
    um, dois = alvo.implantacao.orgao_id, outro.implantacao.orgao_id
    with connection.cursor() as cursor:
        cursor.execute("UPDATE fluxo_implantacao SET orgao_id = -orgao_id WHERE id = %s", [alvo.pk])
    Implantacao.objects.filter(pk=outro.pk).update(orgao_id=um)
    Implantacao.objects.filter(pk=alvo.pk).update(orgao_id=dois)
    return {alvo.pk: {0}, outro.pk: {0}}


# Inserir


def _copia(andamento: Andamento, seq: int) -> Andamento:
    copia = Andamento(
        **{c.attname: getattr(andamento, c.attname) for c in Andamento._meta.concrete_fields}
    )
    copia.pk, copia.seq, copia.chave = None, seq, None
    return copia


def _abrir_lugar(alvo: Alvo, seq: int) -> None:
    for seguinte in reversed(alvo.andamentos[seq - 1 :]):
        Andamento.objects.filter(pk=seguinte.pk).update(seq=seguinte.seq + 1)


@adulteracao
def inserir_no_meio(alvo: Alvo, sorteio: Random) -> Onde:
    seq = sorteio.randrange(1, alvo.fim + 1)
    intruso = _copia(sorteio.choice(alvo.andamentos), seq)
    _abrir_lugar(alvo, seq)
    anteriores = alvo.andamentos[seq - 2 : seq - 1] if seq > 1 else []
    intruso.hash_anterior = anteriores[0].hash if anteriores else ""
    intruso.hash = registro.hash_do_andamento(intruso)
    intruso.save(force_insert=True)
    return {alvo.pk: {seq + 1}}


@adulteracao
def inserir_no_fim(alvo: Alvo, sorteio: Random) -> Onde:
    intruso = _copia(sorteio.choice(alvo.andamentos), alvo.fim + 1)
    intruso.hash_anterior = alvo.andamentos[-1].hash
    intruso.hash = registro.hash_do_andamento(intruso)
    intruso.save(force_insert=True)
    return {alvo.pk: {alvo.fim + 1}}


@adulteracao
def inserir_e_refazer_tudo(alvo: Alvo, sorteio: Random) -> Onde:
    lugar = sorteio.randrange(1, alvo.fim)
    intruso = _copia(alvo.andamentos[lugar], 0)
    intruso.registrado_em -= timedelta(minutes=sorteio.randrange(1, 60))
    alvo.andamentos.insert(lugar, intruso)
    alvo.regravar()
    return {alvo.pk: {alvo.ancora_de(lugar + 1)}}


# Cortar


@adulteracao
def cortar_a_cauda(alvo: Alvo, sorteio: Random) -> Onde:
    ficam = sorteio.randrange(0, alvo.fim)
    Andamento.objects.filter(implantacao=alvo.pk, seq__gt=ficam).delete()
    return {alvo.pk: {ficam}}


@adulteracao
def cortar_a_cauda_e_refazer_tudo(alvo: Alvo, sorteio: Random) -> Onde:
    ficam = sorteio.randrange(1, alvo.fim)
    del alvo.andamentos[ficam:]
    alvo.regravar()
    return {alvo.pk: {ficam + 1}}


@adulteracao
def cortar_a_cauda_e_escrever_outra(alvo: Alvo, sorteio: Random) -> Onde:
    ficam = sorteio.randrange(1, alvo.fim)
    for andamento in alvo.andamentos[ficam:]:
        andamento.registrado_em += timedelta(hours=1)
    alvo.regravar()
    return {alvo.pk: {alvo.ancora_de(ficam + 1)}}


@adulteracao
def apagar_a_implantacao(alvo: Alvo, sorteio: Random) -> Onde:
    Andamento.objects.filter(implantacao=alvo.pk).delete()
    alvo.apagar_a_projecao()
    Implantacao.objects.filter(pk=alvo.pk).delete()
    return {alvo.pk: {0}}


@adulteracao
def apagar_so_a_linha_da_implantacao(alvo: Alvo, sorteio: Random) -> Onde:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM fluxo_implantacao WHERE id = %s", [alvo.pk])
    return {alvo.pk: {0}}


# A projeção


@adulteracao
def editar_a_projecao(alvo: Alvo, sorteio: Random) -> Onde:
    tabela, mudanca = sorteio.choice(
        [
            (ItemDaImplantacao, {"situacao": "dispensado"}),
            (ItemDaImplantacao, {"saldo": 99}),
            (EtapaDaImplantacao, {"aprovada_em": "2020-01-01"}),
            (EtapaDaImplantacao, {"situacao": "a_reconfirmar"}),
        ]
    )
    chaves = tabela.objects.filter(implantacao=alvo.pk).order_by("chave")
    chave = sorteio.choice(list(chaves.values_list("pk", flat=True)))
    tabela.objects.filter(pk=chave).update(**mudanca)
    return {alvo.pk: {0}}


@adulteracao
def editar_a_implantacao(alvo: Alvo, sorteio: Random) -> Onde:
    mudanca = sorteio.choice(
        [{"situacao": "habilitada"}, {"producao_em": "2020-01-01"}, {"vez_de": "terceiro"}]
    )
    Implantacao.objects.filter(pk=alvo.pk).update(**mudanca)
    return {alvo.pk: {0}}
