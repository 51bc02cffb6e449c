"""Promessa 1: com comandos ao acaso no banco, dobra = projeção, e o ensaio é igual à estreia."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from seicidades.fluxo import servicos
from seicidades.fluxo.models import Andamento
from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.nucleo.definicao import Fato
from seicidades.fluxo.verificacao import verificar

PASSOS = 45
RAROS = {C.DESISTIR, C.SUSPENDER, C.DECLARAR_BLOQUEIO, C.REABRIR_ETAPA, C.PRORROGAR_PRAZO}


class Passeio:
    """Uma cidade que anda ao acaso, mas quase sempre para a frente."""

    def __init__(self, cidade, fatos, relogio, semente):
        self.cidade, self.fatos, self.relogio = cidade, fatos, relogio
        self.sorte = random.Random(semente)  # noqa: S311 - repetível, não é segredo
        self.passaram = 0

    def andar(self) -> None:
        self.relogio.andar(days=self.sorte.randint(0, 3), minutes=7)
        self.fatos[self.sorte.choice(["cadastro", "uso"])] = Fato(
            self.sorte.random() < 0.8, "Resumo.", "Saída."
        )
        if self.sorte.random() < 0.2:
            servicos.reavaliar(self.cidade.implantacao)
        elif self.sorte.random() < 0.2:
            self.registrar_fato()
        else:
            self.comandar()
        assert verificar(self.cidade.implantacao) == []

    def registrar_fato(self) -> None:
        implantacao = self.cidade.implantacao
        try:
            with servicos.alterar_fatos(implantacao, self.cidade.gestor_sei, "cadastro", "Feito."):
                self.fatos["cadastro"] = Fato(True, "Completo.")
            self.passaram += 1
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
            self.passaram += 1

    def tentar(self, comando, quem, opcoes):
        implantacao = self.cidade.implantacao
        chave = f"{implantacao.seq}-{self.sorte.random()}"
        try:
            return servicos.executar(implantacao, comando, quem, chave=chave, **opcoes)
        except servicos.Recusado as recusado:
            return recusado.recusas

    def pedido(self):
        """Quase sempre um que alguém pode dar; às vezes, qualquer um."""
        cidade, sorte, hoje = self.cidade, self.sorte, self.relogio.agora.date()
        quem = sorte.choice([cidade.gerente, cidade.administrador, *cidade.pessoas.values()])
        comandos = servicos.disponiveis(cidade.implantacao, quem)
        possiveis = [c for c, recusas in comandos if not recusas and c.tipo not in RAROS]
        if not possiveis or sorte.random() < 0.2:
            possiveis = [c for c, _ in comandos]
        comando = sorte.choice(possiveis)
        comando = replace(comando, dados=self.dados_de(comando, hoje) | dict(comando.dados))
        if comando.item == "extrato":
            return comando, cidade.gerente, {"em_nome_de": "sggd", "origem": "oficio"}
        atraso = timedelta(days=sorte.randint(1, 20))
        return comando, quem, {"ocorreu_em": hoje - atraso} if sorte.random() < 0.2 else {}

    def dados_de(self, comando, hoje) -> dict:
        estado, roteiro = self.cidade.implantacao.ler_estado(), self.cidade.implantacao.roteiro
        dados = {"texto": "Feito.", "motivo": "Sim.", "justificativa": "Sim."}
        dados |= {"data": hoje.isoformat(), "ate": "2030-03-15", "retomar_em": "2030-03-15"}
        dados |= {"motivo_bloqueio": "outro", "dono": self.sorte.choice(["municipio", "prodesp"])}
        if comando.tipo == C.DEVOLVER_ETAPA:
            item = self.sorte.choice(roteiro.por_chave[comando.etapa].itens).chave
            dados["motivos"] = [{"item": item, "codigo": "outro", "texto": "Rever."}]
        if comando.tipo == C.RETIFICAR:
            alvo = self.sorte.randint(1, estado.seq)
            dados |= {"seq": alvo, "campo": "ocorreu_em", "valor": hoje.isoformat()}
        return dados


@pytest.mark.parametrize("semente", range(4))
def test_promessa_1_projecao_e_a_dobra_e_o_ensaio_e_a_estreia(relogio, cidade, fatos, semente):
    servicos.iniciar(cidade.orgao, cidade.gerente, chave="inicio")
    passeio = Passeio(cidade, fatos, relogio, semente)

    for _ in range(PASSOS):
        passeio.andar()

    assert passeio.passaram > 15  # andou de verdade
