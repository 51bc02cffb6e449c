"""Promessa 1: com comandos ao acaso no banco, dobra = projeção, e o ensaio é igual à estreia.

São cem corridas, sempre as mesmas. Para outras, e quantas se quiser:

    MAQUINA_CORRIDAS_NO_BANCO=2000 MAQUINA_AO_ACASO=1 pytest tests/fluxo/test_maquina_no_banco.py

A que falhar diz a sua semente; MAQUINA_SEMENTE=<n> a repete.
"""

import os
import random
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from seicidades.fluxo import servicos
from seicidades.fluxo.models import Andamento
from seicidades.fluxo.nucleo.comandos import FUSO, Comando
from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.nucleo.definicao import PRINCIPAL, Fato
from seicidades.fluxo.nucleo.estado import etapa_corrente, pode_ser_feito
from seicidades.fluxo.registro import eventos_de
from seicidades.fluxo.verificacao import verificar
from tests.fluxo.nucleo.marcos import marcos, que_faltam, tabela

CORRIDAS = int(os.environ.get("MAQUINA_CORRIDAS_NO_BANCO", "100"))
SEMENTE = int(os.environ.get("MAQUINA_SEMENTE", "0"))
AO_ACASO = bool(os.environ.get("MAQUINA_AO_ACASO"))
PASSOS = 8
COMECO = datetime(2026, 3, 2, 9, tzinfo=FUSO)
SO_AGORA = {C.DEVOLVER_ETAPA, C.APROVAR_ETAPA, C.DESFAZER_APROVACAO, C.REABRIR_ETAPA}
SO_AGORA |= {C.RECOLHER_ETAPA, C.PRORROGAR_PRAZO, C.ENTRAR_EM_PRODUCAO}
PREFERIDOS = {C.READMITIR, C.RETOMAR, C.DEVOLVER_ETAPA, C.APROVAR_ETAPA, C.REABRIR_ETAPA}
PREFERIDOS |= {C.SUSPENDER}
# Parte mínima das corridas no banco que tem de passar por cada marco.
MINIMOS = {
    "habilitada": 0.25,
    "reaberta depois de habilitada": 0.08,
    "readmitida": 0.04,
    "retomada": 0.04,
    "aprovação desfeita": 0.05,
    "contado com atraso": 0.30,
    "produção retificada": 0.03,
    "devolvida": 0.03,
    "ajuda pedida": 0.15,
    "fato perdido depois de aprovado": 0.10,
}


class Passeio:
    """Uma cidade que começa adiantada e dali anda ao acaso."""

    def __init__(self, cidade, fatos, relogio, semente):
        self.cidade, self.fatos, self.relogio = cidade, fatos, relogio
        self.sorte = random.Random(semente)  # noqa: S311 - repetível, não é segredo

    def correr(self) -> None:
        servicos.iniciar(self.cidade.orgao, self.cidade.gerente, chave="inicio")
        for _ in range(self.sorte.choice([0, 1, 2, 2, 3, 3])):
            self.relogio.andar(days=2)
            self.concluir_a_etapa_corrente()
        if self.cidade.implantacao.situacao != "habilitada" and self.sorte.random() < 0.7:
            self.concluir_a_etapa_corrente(aprovar=False)
        for _ in range(PASSOS):
            self.andar()
        assert verificar(self.cidade.implantacao) == []

    # O caminho até o fim

    def concluir_a_etapa_corrente(self, aprovar: bool = True) -> None:
        cidade = self.cidade
        roteiro = cidade.implantacao.roteiro
        etapa = etapa_corrente(roteiro, cidade.implantacao.ler_estado(), PRINCIPAL)
        for item in sorted(etapa.itens, key=lambda i: (i.fase, len(i.depende_de))):
            if item.fase == "depois":
                hoje = self.relogio.agora.date().isoformat()
                dados = {"data": hoje, "justificativa": "Conferido."}
                cidade.executar(C.ENTRAR_EM_PRODUCAO, cidade.gerente, **dados)
            if pode_ser_feito(roteiro, cidade.implantacao.ler_estado(), item):
                self.fazer(item)
        cidade.executar(C.ENVIAR_ETAPA, cidade.gestor_sei, etapa=etapa.chave)
        if aprovar:
            cidade.executar(C.APROVAR_ETAPA, cidade.administrador, etapa=etapa.chave)

    def fazer(self, item) -> None:
        cidade = self.cidade
        if item.por_fato:
            with servicos.alterar_fatos(
                cidade.implantacao, cidade.gestor_sei, item.chave, "Feito."
            ):
                self.fatos[item.chave] = Fato(True, "Completo.")
            return
        opcoes = {"em_nome_de": "sggd", "origem": "oficio"} if item.lado == "sggd" else {}
        por = cidade.gerente if item.papel == "gerente" else cidade.pessoas[item.papel]
        cidade.executar(C.CONCLUIR_ITEM, por, item=item.chave, texto="Feito.", **opcoes)

    # Ao acaso

    def andar(self) -> None:
        self.relogio.andar(days=self.sorte.randint(0, 3), minutes=7)
        self.fatos[self.sorte.choice(["cadastro", "uso"])] = Fato(
            self.sorte.random() < 0.8, "Resumo.", "Saída."
        )
        if self.sorte.random() < 0.15:
            servicos.reavaliar(self.cidade.implantacao)
        elif self.sorte.random() < 0.15:
            self.registrar_fato()
        else:
            self.comandar()
        if self.sorte.random() < 0.25:
            assert verificar(self.cidade.implantacao) == []

    def registrar_fato(self) -> None:
        implantacao = self.cidade.implantacao
        try:
            with servicos.alterar_fatos(implantacao, self.cidade.gestor_sei, "cadastro", "Feito."):
                self.fatos["cadastro"] = Fato(True, "Completo.")
        except servicos.Recusado:
            assert self.cidade.implantacao.seq == implantacao.seq

    def comandar(self) -> None:
        """O ensaio e a estreia decidem o mesmo; recusado, nada se grava."""
        comando, quem, opcoes = self.pedido()
        implantacao = self.cidade.implantacao
        ensaio = self.tentar(comando, quem, opcoes | {"simular": True})
        assert self.cidade.implantacao.seq == implantacao.seq
        estreia = self.tentar(comando, quem, opcoes)
        if isinstance(ensaio, list):
            assert ensaio == estreia
            assert Andamento.objects.filter(implantacao=implantacao).count() == implantacao.seq
        else:
            assert replace(ensaio, simulado=False) == estreia
            assert self.cidade.implantacao.seq == estreia.seq

    def tentar(self, comando, quem, opcoes):
        implantacao = self.cidade.implantacao
        chave = f"{implantacao.seq}-{self.sorte.random()}"
        try:
            return servicos.executar(implantacao, comando, quem, chave=chave, **opcoes)
        except servicos.Recusado as recusado:
            return recusado.recusas

    def pedido(self):
        """Quase sempre um que alguém pode dar, de tipo sorteado; às vezes, qualquer um."""
        cidade, sorte, hoje = self.cidade, self.sorte, self.relogio.agora.date()
        if sorte.random() < 0.15:  # o seq não está na lista dos possíveis: sorteia-se
            comando = Comando(C.RETIFICAR)
            return replace(comando, dados=self.dados_de(comando, hoje)), cidade.gerente, {}
        quem = sorte.choice([cidade.gerente] * 2 + [cidade.administrador, cidade.gestor_sei])
        if cidade.implantacao.situacao in ("suspensa", "desistente"):
            quem = cidade.gerente
        comandos = servicos.disponiveis(cidade.implantacao, quem)
        possiveis = [c for c, recusas in comandos if not recusas]
        if not possiveis or sorte.random() < 0.15:
            possiveis = [c for c, _ in comandos]
        tipos = sorted({c.tipo for c in possiveis})
        tipo = sorte.choice([t for t in tipos if t in PREFERIDOS] * 3 + tipos)
        comando = sorte.choice([c for c in possiveis if c.tipo == tipo])
        comando = replace(comando, dados=self.dados_de(comando, hoje) | dict(comando.dados))
        if comando.item == "extrato":
            return comando, cidade.gerente, {"em_nome_de": "sggd", "origem": "oficio"}
        atrasado = tipo not in SO_AGORA and sorte.random() < 0.4
        atraso = timedelta(days=sorte.randint(1, 20))
        return comando, quem, {"ocorreu_em": hoje - atraso} if atrasado else {}

    def dados_de(self, comando, hoje) -> dict:
        estado, roteiro = self.cidade.implantacao.ler_estado(), self.cidade.implantacao.roteiro
        dados = {"texto": "Feito.", "motivo": "Sim.", "justificativa": "Sim."}
        dados |= {"data": hoje.isoformat(), "ate": "2030-03-15", "retomar_em": "2030-03-15"}
        dados |= {"motivo_bloqueio": "outro", "dono": self.sorte.choice(["municipio", "prodesp"])}
        if comando.tipo == C.DEVOLVER_ETAPA:
            item = self.sorte.choice(roteiro.por_chave[comando.etapa].itens).chave
            dados["motivos"] = [{"item": item, "codigo": "outro", "texto": "Rever."}]
        if comando.tipo == C.RETIFICAR:
            presentes = [(s, "ocorreu_em") for s in (1, self.sorte.randint(1, estado.seq))]
            presentes += [(estado.producao_seq, "data")] * 3 if estado.producao_seq else []
            dados |= dict(zip(("seq", "campo"), self.sorte.choice(presentes), strict=True))
            dados["valor"] = hoje.isoformat()
        return dados


def test_promessa_1_projecao_e_a_dobra_e_o_ensaio_e_a_estreia(relogio, cidade, fatos):
    """Cem corridas: cada uma começa onde a anterior começou, desfeita num ponto de retorno."""
    vistos: Counter[str] = Counter()
    primeira = random.SystemRandom().randrange(10**6) if AO_ACASO else SEMENTE
    for semente in range(primeira, primeira + CORRIDAS):
        relogio.agora = COMECO
        fatos.clear()
        with transaction.atomic():
            try:
                Passeio(cidade, fatos, relogio, semente).correr()
            except AssertionError as erro:
                erro.add_note(f"Semente {semente}.")
                raise
            andamentos = list(cidade.implantacao.andamentos.order_by("seq"))
            vistos.update(marcos(list(eventos_de(andamentos)), frozenset({"arquivo"})))
            transaction.set_rollback(True)

    if CORRIDAS >= 100:
        assert que_faltam(vistos, CORRIDAS, MINIMOS) == {}, tabela(vistos, CORRIDAS)
