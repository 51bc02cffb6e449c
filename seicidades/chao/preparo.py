"""O que precede a primeira página: migrações, arquivos estáticos e dados."""

import hashlib
import subprocess
import tempfile
from typing import IO

from seicidades.chao import processos
from seicidades.chao.dados import PastaDeDados
from seicidades.chao.erros import FalhaDoChao
from seicidades.chao.locais import PYTHON, RAIZ, resumo_do_arquivo
from seicidades.chao.mensagens import dizer, fim_do_arquivo, passo

ESTATICOS = "estaticos.resumo"
CARGA = "carga"


def resumo_dos_estaticos() -> str:
    """Muda quando muda um arquivo de `static/` ou a versão de uma dependência."""
    resumo = hashlib.sha256(resumo_do_arquivo(RAIZ / "requirements.lock").encode())
    for arquivo in sorted((RAIZ / "static").rglob("*")):
        if arquivo.is_file():
            resumo.update(f"{arquivo.relative_to(RAIZ)} {resumo_do_arquivo(arquivo)}\n".encode())
    return resumo.hexdigest()


def recusar_vazia_sobre_cheia(dados: PastaDeDados, *, vazia: bool) -> None:
    if vazia and dados.anotacao(CARGA) == "cheia":
        raise FalhaDoChao(
            f"A pasta {dados.caminho} já tem implantações, e --vazio pede uma sem. "
            "Use outra: ./run demo --vazio --dados OUTRA_PASTA"
        )


class Preparo:
    """Comandos do manage.py sobre uma pasta de dados já trancada.

    Args:
        ambiente: variáveis dos comandos; o banco entra com o papel dono.
    """

    def __init__(self, dados: PastaDeDados, ambiente: dict[str, str], vigia: processos.Vigia):
        self.dados, self.ambiente, self.vigia = dados, ambiente, vigia
        self.registro = dados.registro("preparo")

    def fazer(self, *, vazia: bool) -> None:
        resumo = resumo_dos_estaticos()
        filhos = []
        try:
            if resumo != self.dados.anotacao(ESTATICOS):
                passo("Juntando os arquivos estáticos")
                filhos.append(self._iniciar("collectstatic", "--no-input", "-v", "0"))
            passo("Aplicando as migrações")
            self.manage("migrate", "--no-input", "-v", "0")
            self._carregar(vazia)
            for filho in filhos:
                self._exigir_sucesso("collectstatic", processos.concluir(filho, self.vigia))
            self.dados.anotar(ESTATICOS, resumo)
        finally:
            processos.parar_juntos(filhos, prazo=1.0)

    def manage(self, *argumentos: str) -> None:
        filho = self._iniciar(*argumentos)
        try:
            self._exigir_sucesso(argumentos[0], processos.concluir(filho, self.vigia))
        finally:
            processos.parar(filho, prazo=1.0)

    def listar_logins(self) -> None:
        with tempfile.TemporaryFile() as saida:
            filho = self._iniciar("listar_logins_demo", saida=saida)
            try:
                processos.concluir(filho, self.vigia)
            finally:
                processos.parar(filho, prazo=1.0)
            saida.seek(0)
            dizer(saida.read().decode())

    def _iniciar(self, *argumentos: str, saida: IO | None = None) -> subprocess.Popen:
        with self.registro.open("ab") as registro:
            return processos.iniciar(
                [str(PYTHON), str(RAIZ / "manage.py"), *argumentos],
                pasta=RAIZ,
                saida=saida or registro,
                ambiente=self.ambiente,
                herdar=(self.dados.trava,),
            )

    def _exigir_sucesso(self, comando: str, codigo: int) -> None:
        if codigo != 0:
            raise FalhaDoChao(
                f"O preparo parou em `manage.py {comando}`. Veja {self.registro}:\n"
                f"{fim_do_arquivo(self.registro)}"
            )

    def _carregar(self, vazia: bool) -> None:
        if self.dados.anotacao(CARGA):
            passo("Os dados de antes continuam aqui")
            return
        passo("Carregando os municípios")
        self.manage("importar_municipios")
        passo("Carregando a equipe" if vazia else "Carregando as implantações fictícias")
        self.manage("carregar_demo", *(["--vazio"] if vazia else []))
        self.dados.anotar(CARGA, "vazia" if vazia else "cheia")
