"""O conjunto de produção, até onde dá sem um motor de contêineres.

Os arquivos são lidos e conferidos; os comandos da web, do worker e do beat,
tirados deles, rodam aqui sobre PostgreSQL e Valkey de verdade.
"""

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from pathlib import Path

import psycopg
import pytest
import yaml
from django.db import connection

from seicidades.chao import processos
from seicidades.chao.locais import RAIZ
from seicidades.chao.postgres import pasta_dos_binarios
from seicidades.chao.valkey import porta_livre
from seicidades.operacao import sonda
from tests.operacao.conftest import ANFITRIAO, endereco_do_banco

COMPOSE = yaml.safe_load((RAIZ / "docker-compose.yml").read_text())
SERVICOS = COMPOSE["services"]
DO_PROGRAMA = [nome for nome, s in SERVICOS.items() if s["image"].startswith("seicidades:")]
DOCKERFILE = (RAIZ / "Dockerfile").read_text()
SINAL = SERVICOS["beat"]["environment"]["SINAL_DA_AGENDA"]
PRAZO = 60


def instrucoes() -> list[tuple[str, str]]:
    """As do Dockerfile, com as continuações juntas e sem comentários."""
    linhas = [linha for linha in DOCKERFILE.splitlines() if not linha.lstrip().startswith("#")]
    inteiras = "\n".join(linhas).replace("\\\n", " ").splitlines()
    return [tuple(linha.split(None, 1)) for linha in inteiras if linha.strip()]


def textos(valor) -> list[str]:
    if isinstance(valor, dict):
        return [texto for v in valor.values() for texto in textos(v)]
    if isinstance(valor, list):
        return [texto for v in valor for texto in textos(v)]
    return [valor] if isinstance(valor, str) else []


# Os arquivos


def test_ha_tudo_o_que_a_producao_pede():
    assert {"proxy", "web", "worker", "beat", "migrar", "copia"} <= SERVICOS.keys()
    assert {"postgres", "redis", "correio"} <= SERVICOS.keys()
    assert SERVICOS["correio"]["profiles"] == ["ensaio"]
    assert SERVICOS["copia"]["profiles"] == ["ferramentas"]


def test_toda_imagem_tem_versao():
    imagens = [s["image"] for s in SERVICOS.values()]
    imagens += [resto.split()[0] for nome, resto in instrucoes() if nome == "FROM"]

    for imagem in imagens:
        versao = imagem.rpartition(":")[2]
        assert re.fullmatch(r"v?\d+\.\d+(\.\d+)?(-[\w.]+)*", versao), imagem
    projeto = tomllib.loads((RAIZ / "pyproject.toml").read_text())["project"]["version"]
    assert {SERVICOS[nome]["image"] for nome in DO_PROGRAMA} == {f"seicidades:{projeto}"}


def test_o_postgres_da_producao_e_o_que_os_testes_usam(db):
    dos_testes = f"{connection.pg_version // 10000}.{connection.pg_version % 10000}"

    assert SERVICOS["postgres"]["image"] == f"postgres:{dos_testes}"


@pytest.mark.parametrize("nome", SERVICOS)
def test_todo_servico_tem_sonda_e_nao_mostra_segredo(nome):
    servico = SERVICOS[nome]

    if servico.get("restart") != "no":
        assert "test" in servico["healthcheck"]
    for texto in textos(servico.get("environment", {})):
        assert not re.search(r"://[^/]*:[^/]*@", texto)
    sensiveis = re.compile(r"SENHA|PASSWORD|SECRET|CHAVE|TOKEN|_URL$")
    for variavel in servico.get("environment", {}):
        assert not sensiveis.search(variavel.removesuffix("_FILE")) or variavel.endswith("_FILE")


@pytest.mark.parametrize("nome", SERVICOS)
def test_o_que_um_servico_cita_existe(nome):
    servico = SERVICOS[nome]

    for segredo in servico.get("secrets", []):
        assert segredo in COMPOSE["secrets"]
    for texto in textos([servico.get("environment", {}), servico.get("command", [])]):
        for segredo in re.findall(r"/run/secrets/(\w+)", texto):
            assert segredo in servico["secrets"]
    for rede in servico.get("networks", []):
        assert rede in COMPOSE["networks"]
    for outro in servico.get("depends_on", {}):
        assert outro in SERVICOS
    for volume in servico.get("volumes", []):
        origem = volume.split(":")[0]
        existe = (
            (RAIZ / origem).is_file() if origem.startswith("./") else origem in COMPOSE["volumes"]
        )
        assert existe, volume


def test_so_o_proxy_atende_de_fora_e_o_banco_nao_sai_da_rede():
    publicadas = {nome: s["ports"] for nome, s in SERVICOS.items() if "ports" in s}

    assert set(publicadas) == {"proxy", "correio"}
    assert publicadas["correio"] == ["127.0.0.1:8025:8025"]
    assert COMPOSE["networks"]["fundos"] == {"internal": True}
    assert SERVICOS["postgres"]["networks"] == SERVICOS["redis"]["networks"] == ["fundos"]


def test_o_programa_roda_sem_direitos_e_sem_gravar_na_imagem():
    for nome in DO_PROGRAMA:
        assert SERVICOS[nome]["read_only"] is True
        assert SERVICOS[nome]["cap_drop"] == ["ALL"]
    usuarios = [resto for nome, resto in instrucoes() if nome == "USER"]
    assert usuarios == ["seicidades"]


def test_so_as_migracoes_entram_com_o_dono_do_banco():
    com_o_dono = {n for n, s in SERVICOS.items() if "banco_do_dono" in s.get("secrets", [])}

    assert com_o_dono == {"migrar"}


def test_a_imagem_leva_todo_o_programa_e_so_ele():
    copiados = {
        resto.split()[0] for n, resto in instrucoes() if n == "COPY" and "--from" not in resto
    }
    projeto = tomllib.loads((RAIZ / "pyproject.toml").read_text())
    raizes = set(projeto["tool"]["importlinter"]["root_packages"])

    assert copiados == raizes | {"requirements.lock", "manage.py", "templates", "static"}
    assert all((RAIZ / nome).exists() for nome in copiados)


def test_a_imagem_instala_so_o_que_a_trava_confere():
    [instalacao] = [resto for n, resto in instrucoes() if n == "RUN" and "pip install" in resto]

    assert {"--require-hashes", "--no-deps", "-r"} <= set(shlex.split(instalacao))
    blocos = re.split(r"\n(?=[a-z])", (RAIZ / "requirements.lock").read_text())
    assert all("--hash=sha256:" in bloco for bloco in blocos if "==" in bloco.split("\n")[0])


def test_web_e_imagem_tem_o_mesmo_comando():
    [comando] = [json.loads(resto) for nome, resto in instrucoes() if nome == "CMD"]

    assert comando == SERVICOS["web"]["command"]


@pytest.mark.parametrize("nome", DO_PROGRAMA)
def test_todo_comando_e_toda_sonda_do_programa_existem(nome):
    servico = SERVICOS[nome]
    linhas = [servico["command"], servico["healthcheck"].get("test", [])[1:]]
    for partes in linhas:
        for texto in partes:
            for arquivo in re.findall(r"[\w/]+\.py", texto):
                assert (RAIZ / arquivo).is_file()
        if partes and partes[0] not in ("sh",):
            programa = partes[0].split()[0]
            assert shutil.which(programa, path=Path(sys.executable).parent), programa


def test_configuracao_do_proxy_esconde_o_que_e_de_dentro():
    caddyfile = (RAIZ / "docs/producao/Caddyfile").read_text()

    assert caddyfile.count("{") == caddyfile.count("}")
    assert re.search(r"@deDentro path /metricas .*/saude/pronto ", caddyfile)
    assert "respond @deDentro 404" in caddyfile
    assert "reverse_proxy web:8000" in caddyfile


# Os segredos e o papel do banco


def test_criar_segredos_serve_aos_servicos_e_nao_troca_os_que_ha(tmp_path):
    comando = ["sh", str(RAIZ / "docs/producao/criar_segredos.sh"), str(tmp_path / "segredos")]
    subprocess.run(comando, check=True, capture_output=True)  # noqa: S603 (o script do projeto)
    primeiros = {p.name: p.read_text() for p in (tmp_path / "segredos").iterdir()}
    subprocess.run(comando, check=True, capture_output=True)  # noqa: S603 (idem)

    assert primeiros == {p.name: p.read_text() for p in (tmp_path / "segredos").iterdir()}
    assert {Path(s["file"]).name for s in COMPOSE["secrets"].values()} == primeiros.keys()
    assert len(primeiros["chave_secreta"].strip()) >= 50
    assert primeiros["senha_da_aplicacao"].strip() in primeiros["banco_da_aplicacao"]
    assert (tmp_path / "segredos").stat().st_mode & 0o077 == 0
    assert all(p.stat().st_mode & 0o777 == 0o444 for p in (tmp_path / "segredos").iterdir())


def test_papel_da_aplicacao_e_criado_e_entra(transactional_db, tmp_path):
    (tmp_path / "senha").write_text("senha'fictícia\n")
    banco = connection.settings_dict
    ambiente = os.environ | {
        "PATH": f"{pasta_dos_binarios()}:{os.environ['PATH']}",
        "PGHOST": banco["HOST"] or banco["OPTIONS"]["host"],
        "POSTGRES_USER": banco["USER"],
        "POSTGRES_DB": banco["NAME"],
        "SENHA_DA_APLICACAO_FILE": str(tmp_path / "senha"),
    }
    script = RAIZ / "docs/producao/papel_da_aplicacao.sh"

    for _ in range(2):  # repetir não é erro
        subprocess.run(["sh", str(script)], env=ambiente, check=True)  # noqa: S603, S607 (idem)

    with psycopg.connect(endereco_do_banco(papel="seicidades_app")) as app:
        assert app.execute(
            "SELECT current_user, usesuper FROM pg_user WHERE usename = current_user"
        )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolcanlogin FROM pg_roles WHERE rolname = 'seicidades_app'"
        )
        assert cursor.fetchone() == (False, True)


# A sonda


def test_sonda_confere_o_sinal_em_disco(tmp_path, capsys):
    sinal = tmp_path / "sinal"
    assert sonda.main(["--arquivo", str(sinal), "--ate", "60"]) == 1

    sinal.touch()
    assert sonda.main(["--arquivo", str(sinal), "--ate", "60"]) == 0
    os.utime(sinal, (time.time() - 90, time.time() - 90))
    assert sonda.main(["--arquivo", str(sinal), "--ate", "60"]) == 1
    assert "há 90 s" in capsys.readouterr().out


def test_sonda_sem_web_falha(monkeypatch, capsys):
    monkeypatch.setenv("ESCUTA", f"127.0.0.1:{porta_livre()}")

    assert sonda.main(["/saude"]) == 1
    assert "não respondeu" in capsys.readouterr().out


# Os serviços no ar


class NoAr:
    """Web, worker e beat, com os comandos do compose e os ajustes de produção."""

    def __init__(self, ambiente: dict[str, str], pasta: Path):
        self.pasta, self.porta = pasta, porta_livre()
        self.ambiente = ambiente | {"ESCUTA": f"127.0.0.1:{self.porta}", "HOSTNAME": "provas"}
        self.filhos: dict[str, subprocess.Popen] = {}

    def subir(self, nome: str) -> None:
        comando = [p.replace("/dados/agenda", str(self.pasta)) for p in SERVICOS[nome]["command"]]
        with (self.pasta / f"{nome}.log").open("w") as saida:
            self.filhos[nome] = processos.iniciar(
                [shutil.which(comando[0], path=self.ambiente["PATH"]), *comando[1:]],
                pasta=RAIZ,
                saida=saida,
                ambiente=self.ambiente,
            )

    def registros(self, nome: str) -> list[str]:
        return (self.pasta / f"{nome}.log").read_text().splitlines()

    def sondar(self, nome: str) -> bool:
        """A sonda que o compose declara, como ele a roda."""
        forma, *partes = SERVICOS[nome]["healthcheck"]["test"]
        partes = [p.replace(SINAL, self.ambiente["SINAL_DA_AGENDA"]) for p in partes]
        if forma == "CMD-SHELL":
            partes = ["sh", "-c", partes[0].replace("$$HOSTNAME", socket.gethostname())]
        feito = subprocess.run(  # noqa: S603 (a sonda declarada)
            partes, cwd=RAIZ, env=self.ambiente, capture_output=True, check=False
        )
        return feito.returncode == 0

    def pedir(self, caminho: str, **cabecalhos: str):
        pedido = urllib.request.Request(
            f"http://127.0.0.1:{self.porta}{caminho}", headers={"Host": ANFITRIAO} | cabecalhos
        )
        try:
            return urllib.request.build_opener(SemDesvio).open(pedido, timeout=20)
        except urllib.error.HTTPError as resposta:
            return resposta

    def pronto(self) -> dict:
        try:
            return json.load(self.pedir("/saude/pronto"))
        except (OSError, ValueError):
            return {}


class SemDesvio(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


@pytest.fixture
def no_ar(transactional_db, ambiente, manage, tmp_path):
    manage("collectstatic", "--no-input", "-v", "0")
    servicos = NoAr(ambiente, tmp_path)
    for nome in ("web", "worker", "beat"):
        servicos.subir(nome)
    yield servicos
    processos.parar_juntos(list(servicos.filhos.values()), prazo=10)


def test_web_worker_e_beat_sobem_e_ficam_prontos(no_ar):
    completo = processos.esperar(
        lambda: no_ar.pronto().get("situacao") == "pronto", prazo=PRAZO, intervalo=0.3
    )
    assert completo, [no_ar.registros(nome)[-5:] for nome in no_ar.filhos]
    assert all(exame["bem"] for exame in no_ar.pronto()["exames"])
    for nome in no_ar.filhos:
        assert no_ar.sondar(nome), nome

    # Por dentro, sem TLS, só as sondas; o resto vai para HTTPS.
    assert no_ar.pedir("/").status == 301
    pelo_proxy = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
    entrada = no_ar.pedir("/conta/entrar/", **pelo_proxy)
    assert entrada.status == 200
    assert entrada.headers["Strict-Transport-Security"]
    assert no_ar.pedir("/metricas", **pelo_proxy).status == 404
    com_token = {"Authorization": "Bearer token-ficticio-da-operacao"}
    metricas = no_ar.pedir("/metricas", **pelo_proxy, **com_token)
    assert b"seicidades_agenda_idade_segundos" in metricas.read()
    no_ar.pedir("/convites/segredo-ficticio-123/", **pelo_proxy)

    for nome in ("web", "worker", "beat"):
        registros = no_ar.registros(nome)
        assert registros, nome
        assert all({"instante", "nivel", "mensagem"} <= json.loads(r).keys() for r in registros)
        assert "segredo-ficticio" not in "".join(no_ar.registros(nome))
        assert "203.0.113.9" not in "".join(no_ar.registros(nome))
    pulsos = [json.loads(r) for r in no_ar.registros("worker") if "operacao.tasks.pulsar" in r]
    assert any(pulso.get("pedido") for pulso in pulsos)


def test_preparo_e_conferencia_de_producao_passam(manage, transactional_db):
    comando = SERVICOS["migrar"]["command"]
    assert comando[:2] == ["python", "manage.py"]
    assert "No migrations to apply" in manage(*comando[2:])

    assert "no issues" in manage("check", "--deploy", "--fail-level", "WARNING")


def test_copia_declarada_roda(manage, transactional_db, tmp_path):
    [linha] = [p for p in SERVICOS["copia"]["command"] if "copia_de_seguranca" in p]
    partes = shlex.split(linha.split("--para")[0])
    assert partes[:2] == ["python", "manage.py"]

    manage(*partes[2:], "--para", tmp_path / "copia")

    assert (tmp_path / "copia/manifesto.json").is_file()
